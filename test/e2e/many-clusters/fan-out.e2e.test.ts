import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { status } from "../../../cli/commands/status.ts";
import { Context } from "../../../cli/context.ts";
import { silent } from "../../../progress/progress.ts";
import { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import { ensureBareRepository } from "../../../sandbox/git-repositories.ts";
import { kubeconfigText } from "../../../sandbox/kubeconfig.ts";
import { endProcesses } from "../../../sandbox/strays.ts";
import { type Any, until } from "../../sandbox/kargo/live.ts";
import { TestProject } from "../../sandbox/kargo/test-project.ts";
import { startTopology, type Topology } from "./topology.ts";

const namespaces = "/api/v1/namespaces";
const applications = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications";
/** On a machine where ten things are compiled at once. */
const patience = 600_000;
/** Of a test that waits more than once. */
const bound = 1_500_000;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: shop
          image: registry.example.com/shop:1
          envFrom: [{configMapRef: {name: settings}}]
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}`;
const coloured = (colour: string) =>
  `resources: [deployment.yaml]\ngeneratorOptions: {disableNameSuffixHash: true}\nconfigMapGenerator: [{name: settings, literals: [colour=${colour}]}]`;
let topology: Topology;
let project: TestProject;

beforeAll(async () => {
  topology = await startTopology();
  await ensureBareRepository(topology.home.state, "acme/shop");
  project = new TestProject(topology.home, "shop");
  await project.git("init", "--quiet", "--initial-branch=main", ".");
  await project.commit("k8s/prod/deployment.yaml", deployment);
  await project.commit("k8s/prod/kustomization.yaml", coloured("green"));
  for (const stack of ["clusters-us", "platform", "delivery", "prod"] as const) await topology.up(stack);
});
afterAll(() => topology?.stop());

async function table(): Promise<string> {
  const lines: string[] = [];
  const progress = { ...silent, note: (text: string) => void lines.push(text) };
  const args = ["shop", "--kubeconfig", join(topology.home.state, "kubeconfig")];
  await status(new Context(args, progress, AbortSignal.timeout(300_000)));
  return lines.join("\n");
}

/** A row that says that all is well, and nothing is to come. */
const whole = (stage: string) => new RegExp(`^${stage} .* yes +Synced +Healthy *$`, "m");

/** Waits until the table has a row, and gives the whole. */
async function tableWith(what: string, ...rows: readonly RegExp[]): Promise<string> {
  let last = "";
  const look = async () => {
    last = await table();
    return rows.every((row) => row.test(last)) ? last : undefined;
  };
  return until(what, look, patience).catch((error: Error) => {
    throw new Error(`${error.message}:\n${last}`);
  });
}

const colour = async (client: ClusterClient, namespace: string): Promise<unknown> =>
  (await client.get<Any>(`${namespaces}/${namespace}/configmaps/settings`))?.data?.colour;

async function inUs<Result>(ask: (client: ClusterClient) => Promise<Result>): Promise<Result> {
  const client = topology.usAdmin();
  return ask(client).finally(() => client.close());
}

test(
  "a commit comes into two clusters, in the second by a token with rights in one namespace",
  async () => {
    await tableWith("both", whole("prod-eu"), whole("prod-us"));
    expect(await colour(topology.home.admin, "shop-prod-eu")).toBe("green");
    expect(await inUs((us) => colour(us, "shop-prod-us"))).toBe("green");
    // nothing of the one is in the other
    expect(await topology.home.admin.get(`${namespaces}/shop-prod-us`)).toBeUndefined();
    expect(await inUs((us) => us.get(`${namespaces}/shop-prod-eu`))).toBeUndefined();
  },
  bound,
);

/** The second cluster as Argo CD reaches it by what stands in its Secret now. */
async function asArgocd(): Promise<{ token: string; client: ClusterClient }> {
  const secret = await topology.home.admin.get<Any>(`${namespaces}/argocd/secrets/cluster-prod-us`);
  const read = (key: string) => Buffer.from(secret.data[key], "base64").toString();
  const { bearerToken, tlsClientConfig } = JSON.parse(read("config"));
  const kubeconfig = kubeconfigText({
    server: read("server"),
    certificateAuthority: Buffer.from(tlsClientConfig.caData, "base64").toString(),
    user: "argocd",
    token: bearerToken,
  });
  const file = join(topology.home.state, "argocd-manager.kubeconfig");
  writeFileSync(file, kubeconfig, { mode: 0o600 });
  return { token: bearerToken, client: ClusterClient.fromKubeconfig(file) };
}

test("Argo CD's token opens nothing else of the second cluster", async () => {
  const { client: argocd } = await asArgocd();
  const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: { name: "more" }, rules: [] };
  const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "more" } };
  const ask = async (method: string, path: string, body?: object) =>
    (await argocd.send(method, path, body && { type: "application/json", text: JSON.stringify(body) })).status;
  const told = {
    "lists Secrets in its namespace": await ask("GET", `${namespaces}/shop-prod-us/secrets`),
    "writes a ConfigMap there": await ask("POST", `${namespaces}/shop-prod-us/configmaps?dryRun=All`, map),
    "gives rights there": await ask(
      "POST",
      `/apis/rbac.authorization.k8s.io/v1/namespaces/shop-prod-us/roles?dryRun=All`,
      role,
    ),
    "lists Secrets of the cluster": await ask("GET", "/api/v1/secrets"),
    "reads its own token": await ask("GET", `${namespaces}/slipway-agents/secrets/argocd-manager-token`),
    "writes elsewhere": await ask("POST", `${namespaces}/default/configmaps?dryRun=All`, map),
    "lists Nodes": await ask("GET", "/api/v1/nodes"),
    "makes a namespace": await ask("POST", `${namespaces}?dryRun=All`, { ...map, kind: "Namespace" }),
  };
  argocd.close();
  expect(told).toEqual({
    "lists Secrets in its namespace": 200,
    "writes a ConfigMap there": 201,
    "gives rights there": 403,
    "lists Secrets of the cluster": 403,
    "reads its own token": 403,
    "writes elsewhere": 403,
    "lists Nodes": 403,
    "makes a namespace": 403,
  });
});

test(
  "Argo CD itself refuses another namespace of that cluster, whatever an AppProject allows",
  async () => {
    const { home } = topology;
    const { metadata, spec } = (await home.admin.get<Any>(`${applications}/shop-prod-us`)) ?? {};
    const destination = { name: "prod-us", namespace: "default" };
    const named = { name: "elsewhere", namespace: "argocd" };
    await home.admin.create("/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects", {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AppProject",
      metadata: named,
      spec: { sourceRepos: ["*"], destinations: [destination] },
    });
    await home.admin.create(applications, {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: named,
      spec: { ...spec, project: "elsewhere", destination },
    });
    expect(metadata.name).toBe("shop-prod-us");
    const message = await until(
      "a refusal",
      async () => {
        const { status } = (await home.admin.get<Any>(`${applications}/elsewhere`)) ?? {};
        return (status?.conditions ?? []).map((each: Any) => each.message).find((each: string) => /managed/.test(each));
      },
      patience,
    );
    expect(message).toContain('amespace "default"');
    await home.admin.delete(`${applications}/elsewhere`);
  },
  bound,
);

// What comes after it goes by the new one.
test(
  "the second cluster's token is made anew by the documented command",
  async () => {
    const old = await asArgocd();
    await topology.replaceToken();
    const now = await asArgocd();
    expect(now.token === old.token).toBe(false);
    for (const { client } of [old, now]) client.close();
  },
  bound,
);

test(
  "one cluster fails: the table says so and why, the other goes on, and what failed comes right when it is back",
  async () => {
    const api = topology.us.processes.get("kube-apiserver");
    await endProcesses(api === undefined ? [] : [api]);
    await project.commit("k8s/prod/kustomization.yaml", coloured("red"));
    const eu = async () => ((await colour(topology.home.admin, "shop-prod-eu")) === "red" ? "red" : undefined);
    expect(await until("red in eu", eu, patience)).toBe("red");
    const reason = /^✗ prod-us: Application shop-prod-us: Argo CD tries again to sync: .*connection refused/m;
    const broken = await tableWith("us to be told", whole("prod-eu"), reason);
    expect(broken).toMatch(/^prod-us +\S+ .* promoting \S+ \d\/6/m);

    await topology.startUs();
    await tableWith("us to come back", whole("prod-eu"), whole("prod-us"));
    expect(await inUs((us) => colour(us, "shop-prod-us"))).toBe("red");
  },
  bound,
);
