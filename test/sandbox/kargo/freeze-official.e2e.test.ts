import { describe, test } from "vitest";
import { findOfficialKargo } from "../../../sandbox/kargo/official/find.ts";
import { cacheFolder } from "../../../sandbox/toolchain/cache.ts";
import { freezeBehaviours } from "./freeze-behaviours.ts";
import { startKargoCluster } from "./kargo-cluster.ts";

const found = await findOfficialKargo({
  cache: cacheFolder(process.env),
  env: process.env,
  signal: AbortSignal.timeout(60_000),
  // Only what is on this machine: a suite fetches nothing.
  fromImage: async () => {
    throw new Error("tests fetch no image");
  },
});

if ("program" in found) {
  describe(`Kargo's own programs (${found.found})`, () => {
    freezeBehaviours(() => startKargoCluster({ kind: "official", ...found }));
  });
} else {
  test.skip(`Kargo's own programs can't be had: ${found.why}`, () => {});
}
