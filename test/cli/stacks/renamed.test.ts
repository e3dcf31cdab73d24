import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProjectStack } from "../../../cli/stacks/project-stacks.ts";
import { checkRenamed } from "../../../cli/stacks/renamed.ts";
import type { Deployment } from "../../../engine/pending-creates.ts";
import type { StackRole } from "../../../model/stack-order.ts";

const kargo = "kargo.akuity.io/v1alpha1";
const object = (apiVersion: string, kind: string, name: string, labels: object, namespace?: string) => ({
  urn: `urn:pulumi:x::p::kubernetes:${apiVersion}:${kind}::${name}`,
  type: `kubernetes:${apiVersion}:${kind}`,
  custom: true,
  inputs: { apiVersion, kind, metadata: { name, labels, ...(namespace === undefined ? {} : { namespace }) } },
});
const of = (app: string, environment?: string) => ({
  "slipway.dev/app": app,
  ...(environment === undefined ? {} : { "slipway.dev/environment": environment }),
});
const dev: Deployment = {
  resources: [
    object("v1", "Namespace", "shop-dev", of("shop", "dev")),
    object(kargo, "Stage", "dev", of("shop", "dev"), "shop"),
  ],
};
const delivery: Deployment = { resources: [object(kargo, "Project", "shop", of("shop"))] };

describe("B54: a stack that would be made", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-renamed-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shops\nruntime: nodejs\n");
    for (const stack of ["delivery", "development"])
      writeFileSync(join(folder, `Pulumi.${stack}.yaml`), "config: {}\n");
    mkdirSync(join(folder, "apps", "shop"), { recursive: true });
    writeFileSync(
      join(folder, "apps/shop/pipeline.js"),
      'export const shop = { app: "shop", warehouses: {}, stages: {} };',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const unmade = (name: string, role: StackRole, environment = name) =>
    [{ name, role, environment, pipelines: [] }] as unknown as readonly ProjectStack[];
  const refusal = (stacks: readonly ProjectStack[], existing: Record<string, Deployment>, elsewhere = {}) => {
    const all: Record<string, Deployment> = { ...existing, ...elsewhere };
    const project = {
      deployment: async (name: string) => all[name] ?? {},
      stacksElsewhere: async () => Object.keys(elsewhere),
    };
    const commandLine = (name: string, args?: string) => `slipway ${name} ${args}`;
    return checkRenamed({ project: folder, commandLine }, project, stacks, Object.keys(existing)).then(
      () => "",
      (error: Error) => error.message,
    );
  };

  test("beside one that holds its environment is shown what that one holds", async () => {
    expect(await refusal(unmade("development", "environment", "dev"), { dev, delivery })).toBe(
      "stack development doesn't exist, and stack dev, which has no config file, holds what it would make:\n" +
        "    Namespace shop-dev\n    Stage shop/dev\n" +
        "  If it was renamed: pulumi stack rename development --stack dev\n" +
        "  If both are meant, though the new one meets these objects: slipway up development --new-stack development\n" +
        "Nothing was changed.",
    );
  });

  test("whose project was renamed is shown the old project's", async () => {
    expect(await refusal(unmade("delivery", "delivery"), {}, { "organization/shop/delivery": delivery })).toBe(
      "stack delivery doesn't exist, and stack organization/shop/delivery of another project holds what it would make:\n" +
        "    Project shop\n" +
        "  If it was renamed: pulumi stack rename organization/shops/delivery --stack organization/shop/delivery\n" +
        "  If both are meant, though the new one meets these objects: slipway up delivery --new-stack delivery\n" +
        "Nothing was changed.",
    );
  });

  const others: Deployment = { resources: [object(kargo, "Project", "cafe", of("cafe"))] };
  test.each([
    ["of another environment", unmade("qa", "environment"), { dev }, {}],
    ["of another app in another project", unmade("delivery", "delivery"), {}, { "organization/cafe/delivery": others }],
    ["beside an empty one", unmade("development", "environment", "dev"), { dev: {} }, {}],
    ["that is the first", unmade("delivery", "delivery"), {}, {}],
  ])("%s is made", async (_, stacks, existing, elsewhere) => {
    expect(await refusal(stacks, existing, elsewhere)).toBe("");
  });
});
