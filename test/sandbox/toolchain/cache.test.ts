import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../model/problem.ts";
import { cacheFolder, cleanCache } from "../../../sandbox/toolchain/cache.ts";
import { isLock, tryLock } from "../../../sandbox/toolchain/lock.ts";
import { scratch } from "./fake-go.ts";

describe("the cache's folder", () => {
  test.each([
    ["is SLIPWAY_CACHE when that is set", { SLIPWAY_CACHE: "/s", XDG_CACHE_HOME: "/x", HOME: "/h" }, "/s"],
    ["is in XDG_CACHE_HOME", { XDG_CACHE_HOME: "/x", HOME: "/h" }, "/x/slipway"],
    ["is in ~/.cache otherwise", { HOME: "/h" }, "/h/.cache/slipway"],
    [
      "takes an empty variable for an unset one",
      { SLIPWAY_CACHE: "", XDG_CACHE_HOME: "", HOME: "/h" },
      "/h/.cache/slipway",
    ],
  ])("%s", (_, env, folder) => {
    expect(cacheFolder(env)).toBe(folder);
  });
});

describe("cleaning a cache", () => {
  test("removes it all, also module files that Go made read-only", async () => {
    const cache = join(scratch(), "cache");
    const module = join(cache, "go", "modules", "example.com@v1.0.0");
    mkdirSync(module, { recursive: true });
    for (const folder of ["bin", "trash-1-2"]) mkdirSync(join(cache, folder));
    writeFileSync(join(module, "go.mod"), "module example.com\n");
    chmodSync(module, 0o500);
    await cleanCache(cache);
    expect(existsSync(cache)).toBe(false);
  });

  test("leaves files that aren't Slipway's alone", async () => {
    const cache = scratch();
    mkdirSync(join(cache, "bin"));
    writeFileSync(join(cache, "thesis.txt"), "");
    await cleanCache(cache);
    expect(readdirSync(cache)).toEqual(["thesis.txt"]);
  });

  test("of a cache that isn't there does nothing", async () => {
    await expect(cleanCache(join(scratch(), "missing"))).resolves.toBeUndefined();
  });

  test("is refused while somebody builds into it", async () => {
    const cache = scratch();
    const lock = tryLock(join(cache, "lock"), "/clone");
    await expect(cleanCache(cache)).rejects.toThrow(
      new UserError(
        `the cache ${cache} is in use: process ${process.pid} (/clone) is building programs into it. Wait until it is done, or end it`,
      ),
    );
    if (isLock(lock)) lock.release();
    await cleanCache(cache);
    expect(existsSync(cache)).toBe(false);
  });
});
