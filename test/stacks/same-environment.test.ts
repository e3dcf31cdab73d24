import { expect, test } from "vitest";
import { environmentComplaint } from "../../stacks/same-environment.ts";

const defined = ["dev", "staging", "live"];
const renamed =
  "stack prod holds environment prod, and its config now says live: nothing was changed. An environment can't be renamed in place: " +
  "its Stage, Application and namespace would be made anew, and those of prod deleted with their workloads and their history of Freight. " +
  "Give live a stack of its own (config/Pulumi.live.yaml) beside prod, bring it up, promote into it, then: slipway down prod. See docs/day-two.md";
const removed =
  "stack qa holds environment qa, which no definition has any more (there are dev, staging, live): nothing was changed. " +
  "If it is gone for good: slipway down qa, then remove the stack's config file. If not, put it back into the definition. See docs/day-two.md";

test.each([
  ["a stack that holds nothing", { stack: "live", before: undefined, environment: "live" }, undefined],
  ["a stack of the same environment", { stack: "eu", before: "staging", environment: "staging" }, undefined],
  ["an environment that was renamed", { stack: "prod", before: "prod", environment: "live" }, renamed],
  ["an environment that left the definition", { stack: "qa", before: "qa", environment: "qa" }, removed],
  ["a name that never was an environment", { stack: "stagin", before: undefined, environment: "stagin" }, undefined],
])("%s", (_, given, expected) => {
  expect(environmentComplaint({ ...given, defined })).toBe(expected);
});
