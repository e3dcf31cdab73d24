import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolders, dataFolder, programPath } from "./cache.ts";
import type { DataSet } from "./data-sets.ts";
import { type Environment, isExecutable, onPath } from "./environment.ts";
import type { Program } from "./programs.ts";

const run = promisify(execFile);
const askTimeout = 10_000;

/**
 * Finds a program without building anything: on PATH when its version is exactly the pinned one, else in the cache.
 *
 * @returns its absolute path, or undefined when it has to be built
 */
export async function locateProgram(program: Program, cache: string, env: Environment): Promise<string | undefined> {
  if (program.ask) {
    for (const path of onPath(program.name, env)) {
      if ((await versionOf(path, program.ask, cache, env)) === program.version) return path;
    }
  }
  return cachedProgram(program, cache);
}

/** A program's path in the cache, if it is there. */
export function cachedProgram(program: Program, cache: string): string | undefined {
  const path = programPath(cache, program);
  return isExecutable(path) ? path : undefined;
}

/** A data set's path in the cache, if it is there: its folder, or its one file. */
export function cachedData(set: DataSet, cache: string): string | undefined {
  const folder = dataFolder(cache, set);
  return existsSync(folder) ? join(folder, set.file ?? "") : undefined;
}

/** The version that a binary tells, or undefined when it tells none within 10 s. */
async function versionOf(
  path: string,
  ask: NonNullable<Program["ask"]>,
  cache: string,
  env: Environment,
): Promise<string | undefined> {
  // As clean as the sandbox's own processes run: a shim that works only with its user's HOME must not count.
  const { home } = cacheFolders(cache);
  const clean = { PATH: env["PATH"] ?? "", HOME: home, LC_ALL: "C", PULUMI_SKIP_UPDATE_CHECK: "true" };
  try {
    mkdirSync(home, { recursive: true });
    const { stdout, stderr } = await run(path, [...ask.args], { env: clean, cwd: home, timeout: askTimeout });
    return ask.pattern.exec(`${stdout}${stderr}`)?.[1];
  } catch {
    return undefined;
  }
}
