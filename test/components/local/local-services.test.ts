import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { LocalServices } from "../../../components/local/local-services.ts";
import { gitServerObjects, registryObjects } from "../../../model/platform/local-objects.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { runMocked } from "../../support/mocks.ts";

const { platform } = platformOf({ cluster: { type: "kind", local: true } });
if (platform?.cluster.type !== "kind") throw new Error("no kind cluster");
const kind = platform.cluster;

const base64 = (text: string) => Buffer.from(text).toString("base64");

function withoutSecrets(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if ("secret" in value) return "a secret";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}

const run = () =>
  runMocked(
    async () => {
      const provider = new k8s.Provider("cluster", { kubeconfig: "k" });
      const made = new LocalServices("local", { platform, kind, cluster: "cluster-1" }, { providers: [provider] });
      const read = async (output: pulumi.Output<string>) =>
        new Promise<object>((resolve) => {
          output.apply(async (value) => resolve({ value, secret: await pulumi.isSecret(output) }));
        });
      return { password: await read(made.gitPassword), credentials: await read(made.gitCredentials) };
    },
    {
      results: {
        "random:index/randomPassword:RandomPassword": { result: "canary-password" },
        "command:local:Command": { stdout: "canary-token" },
      },
    },
  );

describe("a kind cluster's own git server and registry", () => {
  test("are these objects, in an order in which each finds what it needs", async () => {
    const { resources } = await run();
    expect(resources.map(({ type, name, after }) => `${type} ${name} < ${after.join(", ")}`)).toEqual([
      "pulumi:providers:kubernetes cluster < ",
      "slipway:local:LocalServices local < ",
      "kubernetes:core/v1:Namespace slipway-local-namespace < ",
      "random:index/randomPassword:RandomPassword local-git < ",
      "kubernetes:core/v1:Service local-registry-service < slipway-local-namespace",
      "kubernetes:apps/v1:StatefulSet local-registry-statefulset < slipway-local-namespace",
      "kubernetes:core/v1:Secret local-git-account < local-git, slipway-local-namespace",
      "kubernetes:core/v1:Service local-git-service < local-git-account, slipway-local-namespace",
      "kubernetes:apps/v1:StatefulSet local-git-statefulset < local-git-account, slipway-local-namespace",
      "command:local:Command local-git-token < local-git, local-git-service, local-git-statefulset",
    ]);
  });

  test("have the inputs that the model says, and no secret outside a secret", async () => {
    const { resources } = await run();
    const inputs = (name: string) => resources.find((each) => each.name === name)?.inputs;
    const objects = [...registryObjects(platform, kind), ...gitServerObjects(platform, kind)];
    expect(
      ["local-registry-service", "local-registry-statefulset", "local-git-service", "local-git-statefulset"].map(
        inputs,
      ),
    ).toEqual(objects);
    expect(inputs("local-git-account")).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "gitea-account", namespace: "slipway-local" },
      type: "Opaque",
      data: { secret: { username: base64("slipway"), password: base64("canary-password") } },
    });
    expect(inputs("local-git-token")).toEqual({
      create: "node -",
      stdin: expect.stringContaining("async function makeToken("),
      environment: {
        GITEA: "http://127.0.0.1:31083",
        GITEA_USER: "slipway",
        GITEA_PASSWORD: { secret: "canary-password" },
      },
      triggers: ["cluster-1", { secret: "canary-password" }],
      logging: "none",
    });
    const written = JSON.stringify(resources.map(({ inputs }) => withoutSecrets(inputs)));
    expect(written).not.toMatch(/canary|Y2FuYXJ5/);
  });

  test("give a password for people and a token for Kargo, both secret", async () => {
    const { outputs } = await run();
    expect(outputs).toEqual({
      password: { value: "canary-password", secret: true },
      credentials: { value: '{"username":"slipway","password":"canary-token"}', secret: true },
    });
  });
});
