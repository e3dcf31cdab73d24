import { describe, test } from "vitest";
import { findOfficialKargo } from "../../../sandbox/kargo/official/find.ts";
import { cacheFolder } from "../../../sandbox/toolchain/cache.ts";
import { type KargoCluster, startKargoCluster } from "./kargo-cluster.ts";

/** Kargo's own programs, where they are on this machine, or why they aren't. */
export function officialPrograms(): ReturnType<typeof findOfficialKargo> {
  return findOfficialKargo({
    cache: cacheFolder(process.env),
    env: process.env,
    signal: AbortSignal.timeout(60_000),
    // Only what is on this machine: a suite fetches nothing.
    fromImage: async () => {
      throw new Error("tests fetch no image");
    },
  });
}

/** Runs tests on Kargo's own programs where they are on this machine; elsewhere one skipped test says why they aren't. */
export async function onOfficialPrograms(tests: (start: () => Promise<KargoCluster>) => void): Promise<void> {
  const found = await officialPrograms();
  if (!("program" in found)) {
    test.skip(`Kargo's own programs can't be had: ${found.why}`, () => {});
    return;
  }
  describe(`Kargo's own programs (${found.found})`, () => {
    tests(() => startKargoCluster({ kind: "official", ...found }));
  });
}
