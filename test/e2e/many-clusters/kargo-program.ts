import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import { findOnPath } from "../../../sandbox/environment.ts";
import type { OfficialKargo } from "../../../sandbox/kargo/official/find.ts";
import { gitVersion, gitWrapper } from "../../../sandbox/kargo/official/git-wrapper.ts";
import { kubeconfigText } from "../../../sandbox/kubeconfig.ts";
import type { Any } from "../../sandbox/kargo/live.ts";
import { startProcess, type TestProcess } from "../../support/processes.ts";

export interface KargoProgramArgs {
  readonly kargo: OfficialKargo;
  /** Subcommand: `controller`. */
  readonly component: string;
  /** Of the chart, in the namespace `kargo`; it logs in by a token of this one and has no other right. */
  readonly serviceAccount: string;
  /** What the chart's Deployment gives its container. */
  readonly env: Readonly<Record<string, string>>;
  /** What only a process beside the cluster needs; over `env`. */
  readonly more?: Readonly<Record<string, string>>;
  /** Kubeconfig of another cluster's Argo CD. Default: that of the control plane. */
  readonly argocd?: string;
  /** Administrator of the control plane. */
  readonly admin: ClusterClient;
  readonly server: { readonly url: string; readonly certificateAuthority: string };
  readonly folder: string;
}

/** One of Kargo's own programs as its Pod would run it: the chart's environment, and the rights of the chart's ServiceAccount. */
export async function startKargoProgram(args: KargoProgramArgs): Promise<TestProcess> {
  const { kargo, component, serviceAccount, env, more = {}, argocd, admin, server } = args;
  const folder = join(args.folder, serviceAccount);
  mkdirSync(join(folder, "bin"), { recursive: true });
  const write = (name: string, text: string, mode = 0o600) => {
    writeFileSync(join(folder, name), text, { mode });
    return join(folder, name);
  };
  const { status } = await admin.json<Any>("POST", `/api/v1/namespaces/kargo/serviceaccounts/${serviceAccount}/token`, {
    type: "application/json",
    text: JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} }),
  });
  const { url, certificateAuthority } = server;
  const own = write(
    "kubeconfig.yaml",
    kubeconfigText({ server: url, certificateAuthority, user: serviceAccount, token: status.token }),
  );
  const git = findOnPath("git");
  const { credentialHelper } = kargo;
  write("bin/git", gitWrapper({ git, credentialHelper, version: gitVersion(git) }), 0o700);
  return startProcess({
    name: serviceAccount,
    command: kargo.program,
    args: [component],
    folder,
    env: {
      ...env,
      KUBECONFIG: own,
      // Doesn't fall back to KUBECONFIG.
      ARGOCD_KUBECONFIG: argocd === undefined ? own : write("argocd-kubeconfig.yaml", argocd),
      METRICS_BIND_ADDRESS: "0",
      PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
      GIT_CONFIG_NOSYSTEM: "1",
      ...more,
    },
  });
}

/** The environment that a Deployment's Pod would get, and the kubeconfigs that it would find, as they are in the cluster. */
export async function podOf(
  admin: ClusterClient,
  deployment: string,
): Promise<{ env: Record<string, string>; argocd: string; serviceAccount: string }> {
  const inKargo = "/api/v1/namespaces/kargo";
  const found = await admin.get<Any>(`/apis/apps/v1/namespaces/kargo/deployments/${deployment}`);
  const { containers, volumes, serviceAccountName } = found.spec.template.spec;
  const env: Record<string, string> = {};
  for (const { configMapRef } of containers[0].envFrom)
    Object.assign(env, (await admin.get<Any>(`${inKargo}/configmaps/${configMapRef.name}`)).data);
  for (const { name, value } of containers[0].env) if (value !== undefined) env[name] = value;
  const sources = volumes.flatMap((each: Any) => each.projected?.sources ?? []).map((each: Any) => each.secret);
  const { name, items } = sources.find(({ items }: Any) => items[0].path === "argocd-kubeconfig.yaml");
  const { data } = await admin.get<Any>(`${inKargo}/secrets/${name}`);
  return {
    env,
    argocd: Buffer.from(data[items[0].key], "base64").toString(),
    serviceAccount: serviceAccountName,
  };
}
