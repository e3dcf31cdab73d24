import { mkdir } from "node:fs/promises";
import { cacheFolders } from "../toolchain/cache.ts";
import type { Environment } from "../toolchain/environment.ts";
import { buildEnvironment, type Go } from "../toolchain/go.ts";
import type { GoProgram } from "./build-image.ts";

/**
 * The installed Go with caches of its own in Slipway's cache: the toolchain removes its own when all is built, and a
 * release must take seconds.
 *
 * @param cache the cache's folder, see `cacheFolder`
 * @param env the user's environment: PATH, and the way to Go modules
 */
export async function serverGo(go: Go, cache: string, env: Environment): Promise<GoProgram> {
  const folders = cacheFolders(cache);
  const environment = buildEnvironment(go, { ...folders, work: folders.sample }, env);
  for (const name of ["HOME", "TMPDIR"]) await mkdir(environment[name] ?? "", { recursive: true });
  return { binary: go.path, env: environment };
}
