import { describe, expect, test } from "vitest";
import type { LiveFreight } from "../../cli/kargo/objects.ts";
import { availability, waitLeft } from "../../promotion/freight-availability.ts";
import { ago, freight, now, stage } from "../cli/status/sample.ts";

type Status = NonNullable<LiveFreight["status"]>;
const oneOf = stage("prod", ["eu", "us"], { soak: "1h0m0s" });
const all = stage("prod", ["eu", "us"], { soak: "1h0m0s", all: true });
const direct = stage("dev", []);
const verified = (soaked?: string) => (soaked === undefined ? {} : { longestSoak: soaked });

/** Rows follow Stage.IsFreightAvailable and Freight.HasSoakedIn, akuity/kargo v1.11.2, api/v1alpha1. */
describe("whether a Stage may have Freight", () => {
  test.each<[string, typeof oneOf, Status, "available" | number | "never by waiting"]>([
    ["straight from its Warehouse", direct, {}, "available"],
    ["approved, verified nowhere", all, { approvedFor: { prod: {} } }, "available"],
    ["verified nowhere", oneOf, {}, "never by waiting"],
    ["soaked in one of two, one is enough", oneOf, { verifiedIn: { eu: verified("1h0m0s") } }, "available"],
    ["soaked in one of two, both must", all, { verifiedIn: { eu: verified("1h0m0s") } }, "never by waiting"],
    ["soaked in both", all, { verifiedIn: { eu: verified("1h0m0s"), us: verified("25h0m0.5s") } }, "available"],
    [
      "the present stay counts from its beginning, not from verification",
      oneOf,
      { verifiedIn: { eu: { verifiedAt: ago(1) } }, currentlyIn: { eu: { since: ago(60) } } },
      "available",
    ],
    [
      "the longer of two stays counts, not their sum",
      oneOf,
      { verifiedIn: { eu: verified("40m0s") }, currentlyIn: { eu: { since: ago(30) } } },
      20,
    ],
    [
      "a stay without verification counts nothing",
      oneOf,
      { currentlyIn: { eu: { since: ago(600) } } },
      "never by waiting",
    ],
    ["left before its time was over", oneOf, { verifiedIn: { eu: verified("59m59s") } }, "never by waiting"],
    [
      "one of two: the sooner one decides",
      oneOf,
      { verifiedIn: { eu: {}, us: {} }, currentlyIn: { eu: { since: ago(50) }, us: { since: ago(10) } } },
      10,
    ],
    [
      "both: the later one decides",
      all,
      { verifiedIn: { eu: {}, us: {} }, currentlyIn: { eu: { since: ago(50) }, us: { since: ago(10) } } },
      50,
    ],
  ])("%s", (_, of, status, expected) => {
    const answer = availability(of, freight("a", "1", 1000, status), now);
    const wait = waitLeft(answer);
    expect(answer.available ? "available" : wait === undefined ? "never by waiting" : wait / 60_000).toBe(expected);
  });

  test("Freight of a Warehouse that the Stage doesn't request is never available, approved or not", () => {
    const other: LiveFreight = {
      ...freight("a", "1", 1, { approvedFor: { prod: {} } }),
      origin: { kind: "Warehouse", name: "other" },
    };
    expect(availability(all, other, now)).toEqual({
      available: false,
      needs: "one",
      missing: [{ kind: "origin", origin: "Warehouse/other" }],
    });
  });
});
