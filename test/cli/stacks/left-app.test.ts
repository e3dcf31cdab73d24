import { expect, test } from "vitest";
import { withNextCommands } from "../../../cli/stacks/left-app.ts";
import type { ProjectStack } from "../../../cli/stacks/project-stacks.ts";
import type { Deployment } from "../../../engine/pending-creates.ts";
import { UserError } from "../../../model/problem.ts";
import type { StackRole } from "../../../model/stack-order.ts";

const stageType = "kubernetes:kargo.akuity.io/v1alpha1:Stage";
const holding = (...projects: string[]) => ({
  resources: projects.map((namespace) => ({
    ...{ urn: `urn:pulumi:dev::slipway::${stageType}::${namespace}`, type: stageType, custom: true },
    inputs: { metadata: { name: "dev", namespace } },
  })),
});
const stack = (name: string, role: StackRole = "environment") => ({ name, role, environment: name }) as ProjectStack;
const all = [stack("delivery", "delivery"), stack("dev"), stack("staging"), stack("prod"), stack("qa")];
const refused = new UserError(
  "stack delivery: up failed:\n  blog-project: denied request: Stage dev still stands in Kargo Project blog and would go with it. First: slipway down dev",
);

async function told(error: unknown, states: Readonly<Record<string, Deployment>>): Promise<unknown> {
  const opened = { all, existing: Object.keys(states), environments: ["dev", "staging", "prod"] };
  const commandLine = (name: string, args = "") => `slipway ${name} ${args}`.trim();
  const deployment = async (name: string) => {
    if (states[name] === undefined) throw new Error("no such stack");
    return states[name];
  };
  return withNextCommands(error, opened, deployment, commandLine);
}
const text = async (states: Readonly<Record<string, Deployment>>) => ((await told(refused, states)) as Error).message;

test("an app that left: the stacks that still hold its Stages come first, in their order, then all", async () => {
  const states = { prod: holding("blog", "shop"), staging: holding("shop"), dev: holding("blog"), delivery: {} };
  expect(await text(states)).toBe(
    `${refused.message}\nNext, in this order:\n    slipway up dev prod   # deletes what is in it of apps that left\n    slipway up`,
  );
});

test("a stack whose environment no definition has any more can't be brought up, only taken down", async () => {
  const states = { dev: holding("blog"), qa: holding("blog"), old: holding("blog"), delivery: {} };
  expect(await text(states)).toBe(
    `${refused.message}\nNext, in this order:\n    slipway up dev   # deletes what is in it of apps that left\n` +
      "    slipway down qa old   # whose environments no definition has any more\n    slipway up",
  );
});

test("a Stage of nobody's is looked for in the cluster", async () => {
  expect(await text({ dev: holding("shop") })).toBe(
    `${refused.message}\nNo stack of this project holds a Stage of blog: kubectl get stages.kargo.akuity.io -n blog`,
  );
});

test("any other failure stays what it is", async () => {
  const other = new UserError("stack delivery: up failed: the backend is away");
  expect(await told(other, { dev: holding("blog") })).toBe(other);
  const defect = new TypeError("still stands in Kargo Project blog and would go with it");
  expect(await told(defect, { dev: holding("blog") })).toBe(defect);
});
