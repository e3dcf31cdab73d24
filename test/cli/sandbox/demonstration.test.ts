import { expect, test } from "vitest";
import { toldBefore } from "../../../cli/sandbox/demonstration.ts";
import { automatic, type FollowedStage } from "../../../cli/sandbox/kargo-follows.ts";

const here = { commandLine: (name: string, args = "") => `slipway ${name} ${args}` };

test("a state whose main never gets ready is not waited for, but told with both ways on", () => {
  expect(toldBefore(here, "/s", "0.2.0")).toBeUndefined();
  expect(toldBefore(here, "/s", "0.0.0-bad")?.message).toBe(
    "the sandbox in /s has told its story already: main is at 0.0.0-bad, which never gets ready. To see it again, remove that folder, or name another with --state. To go on with what is there: slipway sandbox up --state /s",
  );
});

const stage = (name: string, from: string | undefined, status: FollowedStage["status"] = {}): FollowedStage => ({
  metadata: { name },
  spec: { requestedFreight: [{ sources: from === undefined ? { direct: true } : { stages: [from] } }] },
  status: { autoPromotionEnabled: true, ...status },
});
const hold = { "Warehouse/main": { freightName: "f" } };

test.each<[string, FollowedStage[], string[]]>([
  ["both that promote by themselves", [stage("dev", undefined), stage("staging", "dev")], ["dev", "staging"]],
  ["not one that is held", [stage("dev", undefined), stage("staging", "dev", { autoPromotionHolds: hold })], ["dev"]],
  [
    "nothing below one that is held",
    [stage("dev", undefined, { autoPromotionHolds: hold }), stage("staging", "dev")],
    [],
  ],
  [
    "one whose hold is no longer in force",
    [stage("dev", undefined, { autoPromotionHolds: hold, effectiveAutoPromotionHolds: {} })],
    ["dev"],
  ],
])("Kargo is waited for in %s", (_, stages, names) => {
  expect(automatic(stages).map(({ metadata }) => metadata.name)).toEqual(names);
});
