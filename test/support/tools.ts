import { join } from "node:path";
import { silent } from "../../progress/progress.ts";
import { cacheFolder } from "../../sandbox/toolchain/cache.ts";
import { openToolchain } from "../../sandbox/toolchain/toolchain.ts";
import type { Tools } from "../../sandbox/tools.ts";

/**
 * The programs of the end-to-end tests, as the sandbox has them; before the first test all of them were got.
 *
 * @param folder takes the programs from here instead, for a test that brings one of its own
 */
export function testTools(folder?: string): Tools {
  const toolchain = openToolchain({ cache: cacheFolder(process.env), progress: silent, env: process.env });
  return folder === undefined ? toolchain : { ...toolchain, get: async (name) => join(folder, name) };
}
