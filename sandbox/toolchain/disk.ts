import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Program } from "./programs.ts";

/**
 * Disk, in MB (10^6 bytes), that fetching all data sets takes at its peak: the zip files and trees of Kargo (98) and
 * Argo Rollouts (33); Argo CD's and kwok's are there anyway once their programs are built. Measured with du.
 */
export const dataMegabytes = 150;

/** Disk, in MB, of Go's caches after two releases of the sample's server. Measured with du. */
export const sampleMegabytes = 170;

/**
 * Disk for links in progress (the linker writes an unstripped program of up to 250 MB before the final one) and small
 * files of Go's own.
 */
const headroom = 400;

/**
 * Free disk, in MB, that a cache needs before the given programs are built.
 *
 * Each program's `megabytes` in the table is the sum of what Go's build cache grew by (from the times of its files, in
 * a build of everything in the table's order, with debug information, which the sandbox's own builds leave out: that
 * makes the number about a fifth too high), of the modules it was the first to need (zip and tree, by `go list -deps`)
 * and of the binary. Go 1.26.8, linux/amd64, 2026-11-21: 5.0 GB + 2.6 GB + 0.6 GB.
 *
 * @param workMegabytes what an interrupted build has left in the cache's work folder: that much is there already
 */
export function neededMegabytes(missing: readonly Program[], data: boolean, workMegabytes: number): number {
  if (missing.length === 0) return data ? dataMegabytes : 0;
  const all = missing.reduce((sum, program) => sum + program.megabytes, headroom + (data ? dataMegabytes : 0));
  // Even the last step of a resumed build writes a binary and links it.
  return Math.max(headroom, all - workMegabytes);
}

/** "8.2 GB", or "640 MB". */
export function formatMegabytes(megabytes: number): string {
  return megabytes >= 1000 ? `${(megabytes / 1000).toFixed(1)} GB` : `${Math.round(megabytes)} MB`;
}

/** Disk that a folder takes, in MB; 0 when it isn't there. */
export async function usedMegabytes(folder: string): Promise<number> {
  try {
    // A Go cache has more than 100,000 files: du from coreutils is ten times faster than asking for each from here.
    const { stdout } = await promisify(execFile)("du", ["-sk", folder], { timeout: 120_000 });
    return (Number.parseInt(stdout, 10) * 1024) / 1e6;
  } catch {
    return 0;
  }
}
