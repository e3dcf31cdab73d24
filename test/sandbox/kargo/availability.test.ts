import { describe, expect, test } from "vitest";
import { candidates, isAvailable, listAvailable, soakEnds } from "../../../sandbox/kargo/availability.ts";
import type { FreightObject, FreightStatus, StageObject } from "../../../sandbox/kargo/objects.ts";

// Rows follow api/v1alpha1/stage_types_test.go, pkg/api/{stage,warehouse,auto_promotion}_test.go of kargo v1.11.2.

const now = Date.parse("2026-01-01T12:00:00Z");
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const origin = { kind: "Warehouse", name: "main" };
type Sources = StageObject["spec"]["requestedFreight"][number]["sources"];

const stage = (sources: Sources) =>
  ({
    metadata: { name: "prod", namespace: "p" },
    spec: { requestedFreight: [{ origin, sources }] },
  }) as unknown as StageObject;
const freight = (name: string, status: FreightStatus = {}, discoveredAt = ago(60)) =>
  ({ metadata: { name, namespace: "p" }, origin, discoveredAt, status }) as unknown as FreightObject;
const verified = { verifiedAt: ago(30) };

describe("whether a Stage takes a Freight, and whether it may choose it", () => {
  test.each<[string, Sources, FreightStatus, boolean, boolean]>([
    ["straight from its Warehouse", { direct: true }, {}, true, true],
    ["never verified", { stages: ["a"] }, {}, false, false],
    ["verified upstream", { stages: ["a"] }, { verifiedIn: { a: verified } }, true, true],
    ["verified in one of two", { stages: ["a", "b"] }, { verifiedIn: { b: verified } }, true, true],
    [
      "verified in one of two, all asked for",
      { stages: ["a", "b"], availabilityStrategy: "All" },
      { verifiedIn: { b: verified } },
      false,
      false,
    ],
    [
      "verified in both, all asked for",
      { stages: ["a", "b"], availabilityStrategy: "All" },
      { verifiedIn: { a: verified, b: verified } },
      true,
      true,
    ],
    ["approved", { stages: ["a"], requiredSoakTime: "1h0m0s" }, { approvedFor: { prod: {} } }, true, true],
    ["approved for another Stage", { stages: ["a"] }, { approvedFor: { dev: {} } }, false, false],
    [
      "soaks still",
      { stages: ["a"], requiredSoakTime: "1h0m0s" },
      { verifiedIn: { a: verified }, currentlyIn: { a: { since: ago(59) } } },
      false,
      false,
    ],
    [
      "has soaked",
      { stages: ["a"], requiredSoakTime: "1h0m0s" },
      { verifiedIn: { a: verified }, currentlyIn: { a: { since: ago(60) } } },
      true,
      true,
    ],
    [
      "had soaked before it left",
      { stages: ["a"], requiredSoakTime: "1h0m0s" },
      { verifiedIn: { a: { ...verified, longestSoak: "1h2m3.5s" } } },
      true,
      true,
    ],
    [
      "a soak without verification",
      { stages: ["a"], requiredSoakTime: "1s" },
      { currentlyIn: { a: { since: ago(60) } } },
      false,
      false,
    ],
    // Upstream's two rules differ here (kargo#4586): what admission would take is never chosen, and the other way round.
    [
      "soaked further upstream too, all asked for",
      { stages: ["a"], availabilityStrategy: "All", requiredSoakTime: "1m0s" },
      { verifiedIn: { dev: verified, a: verified }, currentlyIn: { dev: { since: ago(60) }, a: { since: ago(60) } } },
      true,
      false,
    ],
    [
      "soaked elsewhere only",
      { stages: ["a"], requiredSoakTime: "1m0s" },
      { verifiedIn: { dev: verified, a: verified }, currentlyIn: { dev: { since: ago(60) } } },
      false,
      true,
    ],
  ])("%s", (_, sources, status, taken, chosen) => {
    const one = freight("f", status);
    expect([isAvailable(stage(sources), one, now), listAvailable(stage(sources), [one], now).length > 0]).toEqual([
      taken,
      chosen,
    ]);
  });
});

describe("the candidate", () => {
  const names = (sources: Sources, ...all: FreightObject[]) =>
    [...candidates(stage(sources), listAvailable(stage(sources), all, now))].map(
      ([key, { metadata }]) => `${key} ${metadata.name}`,
    );

  test("is the newest, whatever its name", () => {
    expect(names({ direct: true }, freight("a", {}, ago(1)), freight("b", {}, ago(2)))).toEqual(["Warehouse/main a"]);
  });

  test("of one moment is the one with the later name", () => {
    expect(names({ direct: true }, freight("a"), freight("b"))).toEqual(["Warehouse/main b"]);
  });

  test("that matches upstream is what is there now, and nothing while two are", () => {
    const sources: Sources = { stages: ["a"], autoPromotionOptions: { selectionPolicy: "MatchUpstream" } };
    const [old, next] = [
      freight("old", { verifiedIn: { a: verified }, currentlyIn: { a: {} } }),
      freight("next", { verifiedIn: { a: verified } }, ago(1)),
    ];
    expect(names(sources, old, next)).toEqual(["Warehouse/main old"]);
    const both = freight("both", { verifiedIn: { a: verified }, currentlyIn: { a: {} } }, ago(1));
    expect(names(sources, old, both)).toEqual([]);
  });
});

test("the end of a soak is known beforehand", () => {
  const soaking = freight("f", { verifiedIn: { a: verified }, currentlyIn: { a: { since: ago(50) } } });
  expect(soakEnds(stage({ stages: ["a"], requiredSoakTime: "1h0m0s" }), [soaking], now)).toBe(600_000);
  expect(soakEnds(stage({ stages: ["a"] }), [soaking], now)).toBeUndefined();
});
