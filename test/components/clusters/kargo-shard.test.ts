import * as k8s from "@pulumi/kubernetes";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { KargoShard } from "../../../components/clusters/kargo-shard.ts";
import { kargoShardValues } from "../../../model/platform/kargo-shard-values.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { runMocked } from "../../support/mocks.ts";

const cluster = {
  name: "prod-eu",
  stack: "acme/clusters/eu",
  output: "kubeconfig",
  kargoShard: "eu",
  argocdNamespace: "argo",
};
const kubeconfig = `{"current-context":"c","contexts":[{"name":"c","context":{"cluster":"c"}}],"clusters":[{"name":"c","cluster":{"server":"https://eu"}}],"users":[{"user":{"token":"root-canary"}}]}`;

test("a shard's controller stands beside Kargo, and may do little in the other cluster", async () => {
  const { platform } = platformOf({});
  if (platform === undefined) throw new Error("refused");
  const token = Buffer.from("token-canary").toString("base64");
  const { resources } = await runMocked(
    () => {
      const home = new k8s.Provider("home", { kubeconfig: "home" });
      const target = new k8s.Provider("eu", { kubeconfig: "eu" });
      new KargoShard("eu", { platform, cluster, kubeconfig, target }, { providers: [home] });
    },
    { providers: true, results: { "kubernetes:core/v1:Secret": { data: { token } } } },
  );
  expect(
    resources
      .filter(({ type }) => !type.startsWith("pulumi:"))
      .map(({ type, name, provider }) => `${provider ?? "-"} ${name} ${type.split(":").at(-1)}`)
      .sort(),
  ).toEqual([
    "- eu KargoShard",
    "eu eu-agents-namespace Namespace",
    "eu eu-controller-service-account ServiceAccount",
    "eu eu-controller-token Secret",
    "eu eu-role Role",
    "eu eu-role-binding RoleBinding",
    "home eu-argocd-kubeconfig Secret",
    "home eu-release Release",
  ]);
  const of = (name: string) => resources.find((each) => each.name === name);
  expect(of("eu-role")?.inputs).toMatchObject({
    metadata: { name: "kargo-controller", namespace: "argo" },
    rules: [
      { apiGroups: ["argoproj.io"], resources: ["applications"], verbs: ["get", "list", "patch", "watch"] },
      { apiGroups: [""], resources: ["events"], verbs: ["create"] },
    ],
  });
  const data = of("eu-argocd-kubeconfig")?.inputs["data"];
  expect(data).toEqual({ secret: { "kubeconfig.yaml": expect.any(String) } });
  const { secret } = data as { secret: Record<string, string> };
  const login = parse(Buffer.from(secret["kubeconfig.yaml"] ?? "", "base64").toString());
  expect([login.users, login.clusters[0].cluster.server]).toEqual([
    [{ name: "kargo-controller", user: { token: "token-canary" } }],
    "https://eu",
  ]);
  // Another token makes it another Pod: the controller reads its kubeconfig once.
  const values = of("eu-release")?.inputs["values"] as { controller: { podAnnotations: Record<string, string> } };
  const id = values.controller.podAnnotations["slipway.dev/argocd-login"] ?? "";
  expect(id).toMatch(/^[0-9a-f]{12}$/);
  expect(of("eu-release")).toMatchObject({
    inputs: { name: "kargo-shard-eu", namespace: "kargo", values: kargoShardValues(platform, cluster, id) },
    after: ["eu-argocd-kubeconfig", "eu-controller-token", "eu-role-binding"],
  });
  expect(JSON.stringify(resources)).not.toContain("root-canary");
}, 60_000);

test("its values are the controller's, told its shard, with all else left to the first release", () => {
  const { platform } = platformOf({ parts: { kargo: { values: { controller: { logLevel: "DEBUG" } } } } });
  if (platform === undefined) throw new Error("refused");
  const { controller, image: _image, global: _global, ...others } = kargoShardValues(platform, cluster, "login");
  expect(controller).toMatchObject({
    id: "eu",
    shardName: "eu",
    logLevel: "DEBUG",
    argocd: { namespace: "argo", watchArgocdNamespaceOnly: true },
    kubeconfigSecrets: { argocd: "kargo-shard-eu-argocd" },
  });
  expect(others).toEqual({
    ...Object.fromEntries(
      ["api", "managementController", "webhooksServer", "externalWebhooksServer", "garbageCollector"].map((part) => [
        part,
        { enabled: false },
      ]),
    ),
    crds: { install: false },
    webhooks: { register: false },
    dataPlane: { install: false, controller: { install: true } },
    argocd: { dataPlane: { install: false, kargoController: { install: false } } },
  });
});
