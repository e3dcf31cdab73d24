import { expect, test } from "vitest";
import { durationText } from "../../../../sandbox/kargo/controller/duration-text.ts";
import { left } from "../../../../sandbox/kargo/controller/stage-freight.ts";
import type { FreightObject, FreightStatus } from "../../../../sandbox/kargo/objects.ts";

const now = new Date("2026-01-01T12:00:00Z");
const since = "2026-01-01T11:58:30Z";

// FreightStatus.RemoveCurrentStage in api/v1alpha1/freight_types.go of kargo v1.11.2.
test.each<[string, FreightStatus, FreightStatus]>([
  [
    "verified: its soak counts",
    { currentlyIn: { dev: { since } }, verifiedIn: { dev: { verifiedAt: since } } },
    { currentlyIn: {}, verifiedIn: { dev: { verifiedAt: since, longestSoak: "1m30s" } } },
  ],
  [
    "verified, longer before: the longer stays",
    { currentlyIn: { dev: { since } }, verifiedIn: { dev: { longestSoak: "1h0m0s" } } },
    { currentlyIn: {}, verifiedIn: { dev: { longestSoak: "1h0m0s" } } },
  ],
  [
    "never verified: nothing counts",
    { currentlyIn: { dev: { since }, qa: { since } } },
    { currentlyIn: { qa: { since } } },
  ],
])("Freight leaves a Stage, %s", (_, status, after) => {
  expect(left({ status } as FreightObject, "dev", now)).toEqual(after);
});

test.each([
  [0, "0s"],
  [250, "250ms"],
  [1500, "1.5s"],
  [61_000, "1m1s"],
  [3_600_000, "1h0m0s"],
])("%i ms are %s to Go", (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});
