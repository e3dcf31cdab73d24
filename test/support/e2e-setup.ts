import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProgress, isLive } from "../../progress/reporter.ts";
import { cacheFolder } from "../../sandbox/toolchain/cache.ts";
import { programs } from "../../sandbox/toolchain/programs.ts";
import { openToolchain } from "../../sandbox/toolchain/toolchain.ts";

/**
 * Before the first end-to-end test: gets every program, as the sandbox does, and shows progress, because the first time
 * takes minutes. Tests find the programs in the folder that SLIPWAY_TEST_TOOLS names.
 */
export async function setup(): Promise<() => void> {
  const progress = createProgress(process.stdout, isLive(process.stdout, process.env));
  const toolchain = openToolchain({ cache: cacheFolder(process.env), progress, env: process.env });
  const folder = mkdtempSync(join(tmpdir(), "slipway-test-tools-"));
  // Engines start the same Node programs hundreds of times, commands the same CLI.
  process.env.NODE_COMPILE_CACHE ??= join(folder, "compiled");
  try {
    const found = await Promise.all(programs.map(async ({ name }) => [name, await toolchain.get(name)] as const));
    for (const [name, path] of found) symlinkSync(path, join(folder, name));
    process.env.SLIPWAY_TEST_TOOLS = folder;
  } finally {
    await toolchain.idle();
    progress.close();
  }
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
