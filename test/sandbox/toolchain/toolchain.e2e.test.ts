import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { cleanCache, programPath } from "../../../sandbox/toolchain/cache.ts";
import { onPath } from "../../../sandbox/toolchain/environment.ts";
import { programNamed } from "../../../sandbox/toolchain/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-toolchain-"));
const cache = join(folder, "cache");
const bin = join(folder, "bin");
const redis = programPath(cache, programNamed("redis"));
const kustomize = programPath(cache, programNamed("kustomize"));

/** All of GNU coreutils that Go, git or we could want; nothing else is on PATH. */
const coreutils = ["cat", "chmod", "cp", "du", "env", "ls", "mkdir", "mv", "nice", "rm", "sleep", "uname"];

function start(file: string, ...args: string[]): ChildProcess & { text(): string } {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
    env: { ...process.env, PATH: bin, HOME: join(folder, "home"), XDG_CONFIG_HOME: undefined },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (text += String(data)));
  return Object.assign(child, { text: () => text });
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "close");
  return child.exitCode;
}

beforeAll(() => {
  mkdirSync(bin);
  for (const name of ["node", "npm", "go", "git", ...coreutils]) {
    const [path] = onPath(name, process.env);
    if (path) symlinkSync(path, join(bin, name));
  }
});

afterAll(async () => {
  await cleanCache(cache);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

// Go compiles at a lower priority than all else: beside other work it may take many times as long.
describe("a real build, with only node, npm, go, git and coreutils on PATH", { timeout: 1_200_000 }, () => {
  test("killed at five moments goes on each time, and ends with a program that runs", async () => {
    const compiled = join(cache, "go", "compiled.txt");
    const count = () => {
      try {
        return readFileSync(compiled, "utf8").split("\n").length;
      } catch {
        return 0;
      }
    };
    for (const packages of [0, 10, 40, 90, 120]) {
      const child = start("get-programs.ts", cache, "redis");
      await vi.waitFor(() => expect(count(), child.text()).toBeGreaterThanOrEqual(packages), { timeout: 600_000 });
      child.kill("SIGKILL");
      await ended(child);
      expect(onlyWhole()).toEqual([]);
    }
    const last = start("get-programs.ts", cache, "redis");
    expect(await ended(last), last.text()).toBe(0);
    expect(last.text()).toContain(JSON.stringify([redis]));
    const server = spawn(redis, ["-addr", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(server.stdout, "data")) as [Buffer];
    expect(String(line)).toMatch(/^listening on 127\.0\.0\.1:\d+\n$/);
    server.kill("SIGTERM");
    expect(await ended(server)).toBe(0);
  });

  test("asked for by two processes at once happens once", async () => {
    const both = [start("get-programs.ts", cache, "kustomize"), start("get-programs.ts", cache, "kustomize")];
    expect(await Promise.all(both.map(ended)), both.map((child) => child.text()).join("\n")).toEqual([0, 0]);
    const texts = both.map((child) => child.text());
    expect(texts.map((text) => text.split("\n").at(-2))).toEqual(Array(2).fill(JSON.stringify([kustomize])));
    expect(texts.filter((text) => text.includes("get kustomize 5.8.1"))).toHaveLength(1);
    expect(execFileSync(kustomize, ["version"], { encoding: "utf8" })).toBe("v5.8.1\n");
  });

  test("leaves no file outside the cache", () => {
    expect(readdirSync(folder).sort()).toEqual(["bin", "cache"]);
  });
});

test("the lock is never held by two, also when holders are killed at any moment", async () => {
  const lock = join(folder, "race", "lock");
  mkdirSync(lock, { recursive: true });
  const steady = Array.from({ length: 3 }, () => start("hold-lock.ts", lock, "100"));
  for (let killed = 0; killed < 12; killed += 1) {
    const victim = start("hold-lock.ts", lock, "1000000");
    // From before it takes the lock for the first time to the midst of it.
    await sleep(60 + killed * 17);
    victim.kill("SIGKILL");
    expect(await ended(victim), victim.text()).toBeNull();
  }
  expect(await Promise.all(steady.map(ended)), steady.map((child) => child.text()).join("\n")).toEqual([0, 0, 0]);
  rmSync(join(folder, "race"), { recursive: true });
});

/** Programs in the cache: a killed build must not have left a part of one. */
function onlyWhole(): string[] {
  try {
    return readdirSync(join(cache, "bin"));
  } catch {
    return [];
  }
}
