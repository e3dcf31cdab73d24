import { expect, test } from "vitest";
import { autoPromotionEnabled, type PromotionPolicy } from "../../../sandbox/kargo/policies.ts";

// Rows follow pkg/api/auto_promotion_test.go of kargo v1.11.2.

const on = (stageSelector: PromotionPolicy["stageSelector"]): PromotionPolicy => ({
  ...(stageSelector && { stageSelector }),
  autoPromotionEnabled: true,
});
const off = (name: string): PromotionPolicy => ({ stageSelector: { name }, autoPromotionEnabled: false });

test.each<[string, PromotionPolicy[], boolean]>([
  ["no policy", [], false],
  ["its name", [on({ name: "prod" })], true],
  ["the old field", [{ stage: "prod", autoPromotionEnabled: true }], true],
  ["another name", [on({ name: "dev" })], false],
  ["a glob", [on({ name: "glob:pr*" })], true],
  ["a pattern", [on({ name: "regex:^prod$" })], true],
  ["the first that fits, not the last", [off("prod"), on({ name: "glob:*" })], false],
  ["a broad one in front", [on({ name: "glob:*" }), off("prod")], true],
  ["a label", [on({ matchLabels: { tier: "1" } })], true],
  ["another label", [on({ matchLabels: { tier: "2" } })], false],
  ["name and label", [on({ name: "prod", matchLabels: { tier: "2" } })], false],
  ["an expression", [on({ matchExpressions: [{ key: "tier", operator: "In", values: ["1", "2"] }] })], true],
  ["its opposite", [on({ matchExpressions: [{ key: "tier", operator: "NotIn", values: ["1"] }] })], false],
  ["a label that is there", [on({ matchExpressions: [{ key: "tier", operator: "Exists" }] })], true],
  ["a label that isn't", [on({ matchExpressions: [{ key: "none", operator: "DoesNotExist" }] })], true],
])("%s", (_, policies, enabled) => {
  expect(autoPromotionEnabled({ metadata: { name: "prod", labels: { tier: "1" } } }, policies)).toBe(enabled);
});
