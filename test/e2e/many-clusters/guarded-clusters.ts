import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applicationRules } from "../../../model/platform/target-cluster-rights.ts";
import type { ApiServer } from "../../support/api-server.ts";
import { root } from "./stacks.ts";

/** The stack that made the other cluster. */
export const stack = "organization/slipway/clusters-us";
/** Both are one API server: the first has its own Argo CD, to the second the platform's would deploy. */
const clusters = [
  { name: "prod-us", stack, kargoShard: "us", argocdNamespace: "gitops" },
  { name: "prod-ap", stack, output: "again", namespaces: ["shop-prod-ap"] },
];
const definition = `import { configurationOnly, git, pipeline, warehouse } from ${JSON.stringify(join(root, "model/definition.ts"))};
export const shop = pipeline("shop", {
  warehouses: { main: { git: git("https://github.com/acme/shop", { branch: "main" }) } },
  promotionTemplate: configurationOnly({ folder: (stage) => \`k8s/\${stage.environment}\` }),
  stages: {
    staging: { from: warehouse("main") },
    prod: { from: "staging", protected: true, targets: ["ap", "eu", "us"] },
  },
});
`;
/** What both stacks of the pipeline have. */
export const config = {
  "slipway:clusters": { value: JSON.stringify(clusters) },
  "slipway:guards": {
    value: JSON.stringify({
      ...{ protectedNamespaces: ["shop-prod-ap"], allowedImages: ["docker.io/acme/"], levels: { G22: "deny" } },
    }),
  },
};
/** Of the stack `prod`. */
export const targets = { "slipway:targets": { value: JSON.stringify({ ap: "prod-ap", us: "prod-us" }) } };
const rbac = "rbac.authorization.k8s.io";
const account = (namespace: string, name: string) => `system:serviceaccount:${namespace}:${name}`;
/** Who asks, by the name that the API server has for them. */
export const people = {
  "Kargo's controller of the shard": account("slipway-agents", "kargo-controller"),
  "Kargo's controller at home": account("kargo", "kargo-controller"),
  "that Argo CD's controller": account("gitops", "argocd-application-controller"),
  "that Argo CD's server": account("gitops", "argocd-server"),
  "home's Argo CD's controller": account("argocd", "argocd-application-controller"),
  "a developer": "dora",
  Pulumi: "root",
};
export type Person = keyof typeof people;
/** Binds somebody to these rules in a whole cluster. */
export async function grant(api: ApiServer, name: string, user: string, rules: readonly object[]): Promise<void> {
  const metadata = { name };
  const post = (kind: string, body: object) =>
    api.ask("POST", `/apis/${rbac}/v1/${kind.toLowerCase()}s`, { apiVersion: `${rbac}/v1`, kind, metadata, ...body });
  const isRoot = user === people.Pulumi;
  await post("ClusterRole", { rules });
  const roleRef = { apiGroup: rbac, kind: "ClusterRole", name: isRoot ? "cluster-admin" : name };
  const { code } = await post("ClusterRoleBinding", {
    roleRef,
    subjects: [{ apiGroup: rbac, kind: "User", name: user }],
  });
  if (code !== 201) throw new Error(`no rights for ${user}: ${code}`);
}

/** Whoever isn't the shard's controller may do everything with Argo CD's objects, as far as RBAC goes. */
export function rightsOf(user: string): readonly object[] {
  if (user === people["Kargo's controller of the shard"]) return applicationRules;
  return [
    { apiGroups: ["argoproj.io"], resources: ["*"], verbs: ["*"] },
    { apiGroups: [""], resources: ["pods"], verbs: ["*"] },
  ];
}

/**
 * The definition and the stacks' config, as `slipway` finds them.
 *
 * @returns the folder of definitions
 */
export function writeProject(folder: string): string {
  const values = (all: Readonly<Record<string, { readonly value: string }>>) =>
    Object.fromEntries(Object.entries(all).map(([key, { value }]) => [key, JSON.parse(value)]));
  const write = (file: string, content: object) => writeFileSync(join(folder, file), JSON.stringify(content));
  const shared = Object.entries(values(config)).map(([key, value]) => [key, { value }]);
  write("Pulumi.yaml", { name: "slipway", runtime: "nodejs", config: Object.fromEntries(shared) });
  write("Pulumi.prod.yaml", { config: { "slipway:role": "environment", ...values(targets) } });
  const apps = join(folder, "apps");
  mkdirSync(join(apps, "shop"), { recursive: true });
  writeFileSync(join(apps, "shop", "pipeline.ts"), definition);
  return apps;
}
