import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { chosenStacks, readProjectStacks } from "../../../cli/stacks/project-stacks.ts";
import { UserError } from "../../../model/problem.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-project-stacks-"));
beforeEach(() => rmSync(join(folder, "config"), { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Out of order: only what each takes Freight from tells it.
const definition = `export const shop = {
  app: "shop", warehouses: {}, stages: {
    prod: { from: "staging" }, dev: { from: { kind: "Warehouse", name: "main" } }, staging: { from: "dev" },
  },
};`;

/** A project with one app and these stacks' config. */
function project(stacks: Record<string, object>) {
  for (const each of ["config", "apps/shop"]) mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, "apps/shop/pipeline.js"), definition);
  writeFileSync(join(folder, "Pulumi.yaml"), "name: slipway\nstackConfigDir: config\n");
  for (const [name, config] of Object.entries(stacks))
    writeFileSync(join(folder, "config", `Pulumi.${name}.yaml`), JSON.stringify({ config }));
  return { project: folder, commandLine: (name: string, args?: string) => `slipway ${name} ${args}` };
}

const role = (name: string, more: object = {}) => ({ "slipway:role": name, ...more });
const complete = { needsDefinitions: true };

test("a project's stacks stand in the order in which they come up, environments as the definition promotes", async () => {
  const {
    project: name,
    stacks,
    environments,
  } = await readProjectStacks(
    project({
      delivery: role("delivery"),
      live: role("environment", { "slipway:environment": "prod" }),
      dev: role("environment"),
      staging: role("environment"),
      source: role("source"),
    }),
    complete,
  );
  expect({ name, environments }).toEqual({ name: "slipway", environments: ["dev", "staging", "prod"] });
  expect(stacks.map((stack) => [stack.name, stack.role, stack.environment])).toEqual([
    ["source", "source", "source"],
    ["delivery", "delivery", "delivery"],
    ["dev", "environment", "dev"],
    ["staging", "environment", "staging"],
    ["live", "environment", "prod"],
  ]);
});

test("definitions that can't be read stop an up, and leave the order open for a down", async () => {
  const at = project({
    dev: role("environment", { "slipway:pipelines": ["gone"] }),
    delivery: role("delivery", { "slipway:pipelines": ["gone"] }),
  });
  await expect(readProjectStacks(at, complete)).rejects.toThrow("there is no such pipeline");
  const { stacks, environments } = await readProjectStacks(at, { needsDefinitions: false });
  expect({ names: stacks.map(({ name }) => name), environments }).toEqual({
    names: ["delivery", "dev"],
    environments: undefined,
  });
});

test.each<[string, Record<string, object>, string]>([
  [
    "no stack",
    {},
    `${folder} has no stack: none of its config files is called Pulumi.<stack>.yaml. ` +
      "Write them with slipway new APP, or run this command in the folder of your project",
  ],
  [
    "a stack without a role",
    { delivery: {} },
    `${folder}/config/Pulumi.delivery.yaml: slipway:role says what the stack is for (got nothing; ` +
      "allowed platform, source, delivery, environment). Run: pulumi config set --stack delivery slipway:role delivery",
  ],
  [
    "a role that there isn't",
    { dev: role("enviroment") },
    `${folder}/config/Pulumi.dev.yaml: slipway:role says what the stack is for (got "enviroment"; ` +
      "allowed platform, source, delivery, environment). Run: pulumi config set --stack dev slipway:role environment",
  ],
])("%s is told, with what to do", async (_what, stacks, message) => {
  await expect(readProjectStacks(project(stacks), complete)).rejects.toThrow(new UserError(message));
});

test("stacks are chosen by name and keep their order", () => {
  const stacks = ["delivery", "dev", "prod"].map((name) => ({ name, role: "environment", environment: name }) as const);
  const names = (wanted: string[]) => chosenStacks(stacks, wanted).map(({ name }) => name);
  expect(names([])).toEqual(["delivery", "dev", "prod"]);
  expect(names(["prod", "delivery"])).toEqual(["delivery", "prod"]);
  expect(() => names(["pord"])).toThrow(
    new UserError('there is no stack "pord"; did you mean prod (there are delivery, dev, prod)'),
  );
});
