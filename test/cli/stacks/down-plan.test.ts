import { expect, test } from "vitest";
import { checkDown, type DownWish, downText } from "../../../cli/stacks/down-plan.ts";
import type { StackState } from "../../../cli/stacks/stack-state.ts";
import { UserError } from "../../../model/problem.ts";

const kept = (object: string, name: string) => ({ urn: `urn:${name}`, name, object, isMarked: true });

function environment(name: string, more: Partial<StackState> = {}): StackState {
  const stages = [{ project: "goserver", name }];
  return { name, role: "environment", environment: name, holds: 4, protected: [], projects: [], stages, ...more };
}

const prod = environment("prod", {
  protected: [
    kept("Stage goserver/prod", "goserver-prod-stage"),
    kept("Namespace goserver-prod", "goserver-prod-namespace"),
  ],
});
const dev = environment("dev");
const delivery: StackState = {
  ...environment("delivery", { stages: [], projects: ["goserver"], holds: 5 }),
  role: "delivery",
  protected: [kept("Project goserver", "goserver-project")],
};
const platform: StackState = { ...environment("platform", { stages: [] }), role: "platform" };
const source: StackState = { ...environment("source", { stages: [] }), role: "source" };
const other = { ...environment("other"), stages: [{ project: "shop", name: "dev" }] };

function refusal(wish: Partial<DownWish>): string | undefined {
  const base = { others: [], unprotect: [], options: [], commandLine: (args: string) => `slipway down ${args}` };
  try {
    checkDown({ chosen: [], ...base, ...wish });
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}

test("what is protected is listed, and the command that takes it along is said", () => {
  expect(refusal({ chosen: [prod, dev, delivery] })).toBe(
    [
      "protected from deletion (stack, object, resource):",
      "  prod      Stage goserver/prod      goserver-prod-stage",
      "  prod      Namespace goserver-prod  goserver-prod-namespace",
      "  delivery  Project goserver         goserver-project",
      "Nothing was destroyed. To destroy these too, with all Freight, history and workloads in them: " +
        "slipway down --unprotect prod --unprotect delivery",
    ].join("\n"),
  );
});

test("the command repeats what was given: names where not all stacks are meant, other environments, options", () => {
  const said = refusal({
    chosen: [prod, delivery],
    others: [source],
    unprotect: ["prod"],
    options: ["--cluster-gone"],
  });
  expect(said?.split("\n").at(-1)).toBe(
    "Nothing was destroyed. To destroy these too, with all Freight, history and workloads in them: " +
      "slipway down prod delivery --unprotect prod --unprotect delivery --cluster-gone",
  );
});

test.each<[string, Partial<DownWish>]>([
  ["nothing is protected", { chosen: [dev] }],
  ["all that is protected is named", { chosen: [prod, delivery], unprotect: ["prod", "delivery"] }],
  ["an environment without protection is named too", { chosen: [prod, dev], unprotect: ["dev", "prod"] }],
  [
    "the environment is named, and its stack is called otherwise",
    { chosen: [{ ...prod, name: "acme-prod" }], unprotect: ["prod"] },
  ],
  ["the stack is named", { chosen: [{ ...prod, name: "acme-prod" }], unprotect: ["acme-prod"] }],
  ["Stages stand in another Project", { chosen: [delivery], others: [other], unprotect: ["delivery"] }],
  ["a source, on which nothing in a cluster stands", { chosen: [source], others: [delivery, dev] }],
  [
    "a platform on which nothing stands any more",
    { chosen: [platform], others: [source, { ...delivery, holds: 0, projects: [] }] },
  ],
])("it may be destroyed when %s", (_what, wish) => {
  expect(refusal(wish)).toBeUndefined();
});

test("delivery waits for the Stages in its Project", () => {
  expect(refusal({ chosen: [delivery], others: [prod, dev], unprotect: ["delivery"] })).toBe(
    "stack delivery holds the Kargo Project goserver, and Stages still stand in it: prod, dev. Nothing was destroyed. " +
      "First: slipway down prod dev, or without any name to destroy all of them in order",
  );
});

test("a platform waits for what runs on it", () => {
  expect(refusal({ chosen: [platform], others: [dev, delivery, source] })).toBe(
    "stack platform holds what stack dev, delivery still needs to be taken down. Nothing was destroyed. " +
      "First: slipway down dev delivery, or without any name to destroy all of them in order",
  );
});

test("a name that nothing has unprotects nothing", () => {
  expect(refusal({ chosen: [prod, delivery], unprotect: ["pord"] })).toBe(
    "--unprotect pord: no such environment or stack is to be destroyed; did you mean prod (there are prod, delivery). " +
      "Nothing was destroyed.",
  );
});

test("what is about to happen is a line for each stack", () => {
  const small = environment("dev", { holds: 1 });
  expect(downText({ chosen: [prod, small, environment("old", { holds: 0 })], unprotect: ["prod"] })).toBe(
    ["  prod  4 resources, 2 of them protected until now", "  dev   1 resource", "  old   nothing"].join("\n"),
  );
});
