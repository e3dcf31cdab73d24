import { expect, test } from "vitest";
import { goserver } from "../../apps/goserver/pipeline.ts";
import { ownGuards, settingsOf } from "../../model/rules/index.ts";
import { defaultSettings } from "../../model/settings.ts";
import { compileAll } from "../../stacks/compile-all.ts";

test("what the team's guards deny is refused before anything is compiled into resources", () => {
  const guards = { ...ownGuards, settings: settingsOf({ minimumSoak: "24h" }) };
  expect(() => compileAll([goserver], defaultSettings, guards)).toThrow(
    `guard rules: 1 error
  error goserver Stage/prod spec.requestedFreight[0].sources: Freight doesn't soak for 24h (got no requiredSoakTime). Write a longer requiredSoakTime. [G04]`,
  );
});

test("guards that hold change nothing of what is compiled", () => {
  const guards = ownGuards;
  expect(compileAll([goserver], defaultSettings, guards)).toEqual(compileAll([goserver], defaultSettings));
});
