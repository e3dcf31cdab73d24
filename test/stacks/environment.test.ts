import { beforeAll, describe, expect, test } from "vitest";
import { configurationOnly, git, pipeline, warehouse } from "../../model/definition.ts";
import { environment } from "../../stacks/environment.ts";
import { readSettings } from "../../stacks/settings.ts";
import { type MockOptions, type Registered, runMocked } from "../support/mocks.ts";

const shop = pipeline("shop", {
  warehouses: { main: { git: git("https://github.com/acme/shop", { branch: "main" }) } },
  promotionTemplate: configurationOnly({ folder: (stage) => `k8s/${stage.environment}` }),
  stages: {
    staging: { from: warehouse("main") },
    prod: { from: "staging", protected: true, targets: ["ap", "eu", "us"] },
  },
});
const stack = (name: string) => `organization/clusters/${name}`;
const clusters = [
  { name: "prod-ap", stack: stack("ap"), namespaces: ["shop-prod-ap"] },
  { name: "prod-us", stack: stack("us"), kargoShard: "us" },
];

async function prod(
  stacks: MockOptions["stacks"],
  more: Readonly<Record<string, string>> = {},
): Promise<readonly Registered[]> {
  const values = {
    "slipway:role": "environment",
    "slipway:context": "home",
    "slipway:clusters": JSON.stringify(clusters),
    "slipway:targets": JSON.stringify({ ap: "prod-ap", us: "prod-us" }),
    ...more,
  };
  const settings = readSettings({ project: "slipway", stack: "prod", values, secretKeys: [] }, "organization");
  const { resources } = await runMocked(() => environment(settings, [shop]), {
    ...{ stack: "prod", preview: true, providers: true },
    ...(stacks && { stacks }),
  });
  return resources;
}

const policy = (name: string) => `slipway.shop.prod.${name}`;
const isGuard = ({ type }: Registered) => type.includes(":ValidatingAdmissionPolicy");
const there = { [stack("ap")]: { kubeconfig: "ap" }, [stack("us")]: { kubeconfig: "us" } };

describe("an environment whose target has an Argo CD of its own", () => {
  let resources: readonly Registered[];
  beforeAll(async () => {
    resources = await prod(there);
  });

  test("registers that target's guards in the target's cluster, and all others in its own", () => {
    const inUs = resources.filter(({ provider }) => provider === "cluster-prod-us").map(({ name }) => name);
    expect(inUs.sort()).toEqual([
      "shop-prod-us-app-project",
      "shop-prod-us-application",
      "shop-prod-us-namespace",
      ...["applications", "appprojects"].flatMap((each) => {
        const name = policy(`prod-us.${each}`);
        return [name, `${name}-binding`];
      }),
    ]);
    const atHome = resources.filter((each) => isGuard(each) && each.provider === "cluster").map(({ name }) => name);
    expect(atHome).toContain(policy("applications"));
    expect(resources.filter(isGuard)).toHaveLength(atHome.length + 4);
    expect(resources.map(({ name }) => name)).not.toContain("cluster-prod-ap");
  });

  test("makes the target after its own cluster's guards too, which no other target waits for", () => {
    const waiting = resources.filter(({ after }) => after.includes(policy("prod-us.applications-binding")));
    expect(waiting.map(({ name }) => name).sort()).toEqual(
      ["app-project", "application", "namespace", "stage"].map((part) => `shop-prod-us-${part}`),
    );
    expect(waiting.every(({ after }) => after.includes(policy("applications-binding")))).toBe(true);
  });

  test("is previewed with its guards before that cluster is there", async () => {
    const previewed = await prod({});
    expect(previewed.filter(({ name }) => name.startsWith(policy("prod-us."))).map(({ provider }) => provider)).toEqual(
      Array.from({ length: 4 }, () => "cluster-prod-us"),
    );
  });
});

test("a cluster without an Argo CD is opened for the guard of its Pods, where settings name the namespace", async () => {
  const guards = JSON.stringify({ protectedNamespaces: ["shop-prod-ap"], allowedImages: ["docker.io/acme/"] });
  const resources = await prod(there, { "slipway:guards": guards });
  expect(resources.filter(({ provider }) => provider === "cluster-prod-ap").map(({ name }) => name)).toEqual([
    policy("prod-ap.pods.audit"),
    policy("prod-ap.pods.audit-binding"),
  ]);
  const [application] = resources.filter(({ name }) => name === "shop-prod-ap-application");
  expect(application?.provider).toBe("cluster");
  expect(application?.after).toContain(policy("prod-ap.pods.audit-binding"));
});
