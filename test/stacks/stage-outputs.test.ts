import { expect, test } from "vitest";
import { compile } from "../../model/compile.ts";
import { defaultSettings } from "../../model/settings.ts";
import { stageOutputs } from "../../stacks/stage-outputs.ts";
import { common } from "../model/patterns/common.ts";
import { shapes } from "../model/patterns/shapes.ts";

function outputs(pattern: string, environment: string) {
  const pipeline = { ...common, ...shapes }[pattern];
  if (pipeline === undefined) throw new Error(`no pattern ${pattern}`);
  const found = compile(pipeline, defaultSettings).environments.find(({ name }) => name === environment);
  return found === undefined ? undefined : stageOutputs(found);
}

test("a join says what it is, and has neither Application nor namespace", () => {
  expect(Object.entries(outputs("fan-out-and-in", "prod") ?? {})[0]).toEqual([
    "prod-join",
    {
      stage: "prod-join",
      what: "join: Freight soaks here once all Stages before it have verified it; nothing is deployed",
    },
  ]);
});

test("the Stages behind a join are what they would be without it", () => {
  expect(outputs("fan-out-and-in", "prod")?.["prod-eu"]).toEqual({
    application: "web-prod-eu",
    stage: "prod-eu",
    namespace: "web-prod-eu",
    branch: "stage/prod-eu",
    firstPromotion:
      "never promoted until Kargo's first Promotion to prod-eu writes branch stage/prod-eu; Argo CD shows the Application as Unknown until then",
  });
});

test("a control-flow Stage says that nothing is promoted", () => {
  expect(outputs("control-flow-stage", "release")).toEqual({
    release: { stage: "release", what: "control flow: Freight only passes, nothing is promoted or deployed" },
  });
});

test("a Stage without Argo CD says what stands in", () => {
  expect(outputs("gatekeeper-stage", "gate")).toEqual({
    gate: {
      stage: "gate",
      what: "promoted without Argo CD: its verification stands in for an Application's health",
    },
  });
});
