import { expect, test } from "vitest";
import { goserver } from "../../apps/goserver/pipeline.ts";
import { checkCompiled } from "../../model/check-compiled.ts";
import { compile } from "../../model/compile.ts";
import { ownGuards, settingsOf } from "../../model/rules/index.ts";
import { defaultSettings } from "../../model/settings.ts";

const compiled = compile(goserver, defaultSettings);

test("what goserver compiles to is refused by no rule", () => {
  expect(checkCompiled(compiled)).toEqual([]);
});

test("a rule that denies tells where, what and what to do; one that only warns is left to the pack", () => {
  const guards = { ...ownGuards, settings: settingsOf({ minimumSoak: "24h" }), levels: { G18: "warn" } as const };
  expect(checkCompiled(compiled, guards)).toEqual([
    {
      rule: "G04",
      severity: "error",
      path: "goserver Stage/prod spec.requestedFreight[0].sources",
      message: "Freight doesn't soak for 24h",
      got: "no requiredSoakTime",
      fix: "Write a longer requiredSoakTime",
      source: "Kargo, api/v1alpha1/stage_types.go, requiredSoakTime",
    },
  ]);
});

test("a team may turn a rule off, and another one on", () => {
  const settings = settingsOf({ minimumSoak: "24h" });
  const said = checkCompiled(compiled, { ...ownGuards, settings, levels: { G04: "off", G18: "deny" } });
  expect(said.map(({ rule, path, got }) => `${rule} ${path} ${got}`)).toEqual([
    `G18 goserver Stage/prod spec.promotionTemplate.spec.steps[2].config.images[0].tag ${JSON.stringify("${{ quote(imageFrom('docker.io/acme/goserver').Tag) }}")}`,
  ]);
});

test("a protected Stage that is promoted automatically is refused in the Project's own config", () => {
  const { projectConfig } = compiled.delivery;
  const promotionPolicies = [{ stageSelector: { name: "prod" }, autoPromotionEnabled: true }];
  const delivery = { ...compiled.delivery, projectConfig: { ...projectConfig, spec: { promotionPolicies } } };
  expect(checkCompiled({ ...compiled, delivery }).map(({ rule, path, message }) => [rule, path, message])).toEqual([
    [
      "G07",
      "goserver ProjectConfig/goserver spec.promotionPolicies[0].autoPromotionEnabled",
      "This policy promotes prod automatically, or may",
    ],
  ]);
});

test("an exception sets one rule aside for one object", () => {
  const end = { reason: "staging is being rebuilt", approver: "alice", expires: "2026-01-03T12:00:00Z" };
  const settings = settingsOf({ minimumSoak: "24h" });
  const told = (target: string, rule = "G04") =>
    checkCompiled(compiled, { ...ownGuards, settings, exceptions: [{ rule, target, ...end }] }).map(
      (each) => each.rule,
    );
  expect({
    "its name": told("Stage/prod"),
    "its name in its Project": told("Stage/goserver/prod"),
    "its name in another Project": told("Stage/till/prod"),
    "another object": told("Stage/staging"),
    "another kind": told("Application/prod"),
    "another rule": told("Stage/prod", "G03"),
  }).toEqual({
    "its name": [],
    "its name in its Project": [],
    "its name in another Project": ["G04"],
    "another object": ["G04"],
    "another kind": ["G04"],
    "another rule": ["G04"],
  });
});
