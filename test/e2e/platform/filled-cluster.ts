import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import { applyCrds, readCrds } from "../../../sandbox/cluster/crds.ts";
import type { JsonObject } from "../../support/api-server.ts";
import { deployment } from "../../support/recorded-cluster.ts";
import { testTools } from "../../support/tools.ts";
import type { ReleaseCluster } from "./release-engine.ts";

const apply = "application/apply-patch+yaml";
/** Objects of install.yaml that Pods read; the rest has no part in the question. */
const wanted = ["ConfigMap", "Secret", "Deployment", "StatefulSet", "Service"];

/** Installs what a pipeline needs as others do: cert-manager and Kargo by helm, Argo CD by install.yaml. */
export async function fill(cluster: ReleaseCluster): Promise<void> {
  const client = ClusterClient.fromKubeconfig(join(cluster.folder, "admin.kubeconfig"));
  const tools = testTools();
  const [argo, rollouts, install] = await Promise.all([
    tools.data("argocd-crds"),
    tools.data("rollouts-crds"),
    tools.data("argocd-install"),
  ]);
  await applyCrds(client, [...readCrds(argo), ...readCrds(rollouts)], AbortSignal.timeout(600_000));
  await cluster.ask("POST", "/api/v1/namespaces", { metadata: { name: "argo-rollouts" } });
  const rolloutsOwn = deployment(
    "argo-rollouts",
    "rollouts-controller",
    "quay.io/argoproj/argo-rollouts:v1.9.1",
  ) as JsonObject;
  const labels = { app: "argo-rollouts" };
  rolloutsOwn.metadata.namespace = "argo-rollouts";
  rolloutsOwn.spec.selector = { matchLabels: labels };
  rolloutsOwn.spec.template.metadata = { labels };
  rolloutsOwn.spec.template.spec.containers[0].name = "controller";
  await made(cluster, "/apis/apps/v1/namespaces/argo-rollouts/deployments", rolloutsOwn);
  for (const document of parseAllDocuments(readFileSync(install, "utf8"), { version: "1.1" })) {
    const object = document.toJS() as JsonObject;
    if (!wanted.includes(object.kind)) continue;
    const base = object.apiVersion === "v1" ? "/api/v1" : `/apis/${object.apiVersion}`;
    const folder = `${base}/namespaces/argocd/${object.kind.toLowerCase()}s`;
    // Half as kubectl apply does it, half as kubectl apply --server-side.
    if (["StatefulSet", "ConfigMap"].includes(object.kind)) {
      const last = JSON.stringify(object);
      object.metadata.annotations = { "kubectl.kubernetes.io/last-applied-configuration": last };
      await made(cluster, `${folder}?fieldManager=kubectl-client-side-apply`, object);
    } else {
      const { code, body } = await cluster.ask(
        "PATCH",
        `${folder}/${object.metadata.name}?fieldManager=kubectl`,
        object,
        apply,
      );
      if (code !== 201) throw new Error(`${object.kind} ${object.metadata.name}: ${code} ${body.message}`);
    }
  }
  const own = { data: { "statusbadge.enabled": "true", "oidc.config": "name: theirs" } };
  await edited(cluster, "argocd-cm", own);
  await edited(cluster, "argocd-rbac-cm", {
    data: { "policy.default": "role:readonly", "policy.csv": "g, ops, role:admin\n" },
  });
  await installed(cluster, "cert-manager", "--set", "crds.enabled=true", "--no-hooks");
  const secret = { "api.adminAccount.passwordHash": "hash", "api.adminAccount.tokenSigningKey": "key" };
  await installed(cluster, "kargo", ...Object.entries(secret).flatMap(([key, value]) => ["--set", `${key}=${value}`]));
}
async function made(cluster: ReleaseCluster, path: string, object: JsonObject): Promise<void> {
  const { code, body } = await cluster.ask("POST", path, object);
  if (code !== 201) throw new Error(`${path}: ${code} ${body.message}`);
}
/** As a person does it with kubectl edit. */
async function edited(cluster: ReleaseCluster, name: string, patch: JsonObject): Promise<void> {
  const path = `/api/v1/namespaces/argocd/configmaps/${name}?fieldManager=kubectl-edit`;
  const { code, body } = await cluster.ask("PATCH", path, patch, "application/merge-patch+json");
  if (code !== 200) throw new Error(`${name}: ${code} ${body.message}`);
}
async function installed(cluster: ReleaseCluster, chart: string, ...more: string[]): Promise<void> {
  const file = readdirSync(cluster.charts).find((each) => each.startsWith(`${chart}-`)) ?? "";
  await helm(
    cluster,
    "install",
    chart,
    join(cluster.charts, file),
    "--namespace",
    chart,
    "--create-namespace",
    ...more,
  );
}

/** Runs the real helm as whoever runs the cluster. */
export async function helm({ helm, folder }: ReleaseCluster, ...args: string[]): Promise<void> {
  await promisify(execFile)(helm, [...args, "--kubeconfig", join(folder, "admin.kubeconfig")], {
    env: { HOME: folder, PATH: "/usr/bin:/bin" },
  });
}
