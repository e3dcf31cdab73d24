import type { Stats } from "node:fs";
import { chmod, copyFile, lstat, mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileErrorCode } from "./file-problem.ts";
import { landing } from "./landing.ts";

interface Copying {
  readonly workDir: string;
  /** Asked for everything but the start itself; a folder it names is left out with all in it. */
  readonly skip: (path: string, isDirectory: boolean) => boolean;
}

/**
 * Copies a file or folder into another place, merging with what is there. Symbolic links and devices are left out,
 * permissions kept. Source: otiai10/copy v1.14.1, which Kargo's step `copy` uses with these options.
 */
export async function copyTree(from: string, to: string, copying: Copying): Promise<void> {
  await copyEntry(from, to, await lstat(from), copying);
}

async function copyEntry(from: string, to: string, info: Stats, copying: Copying): Promise<void> {
  const place = await landing(copying.workDir, to);
  if (info.isDirectory()) await copyFolder(from, place, info, copying);
  else if (info.isFile()) await copyOne(from, place, info);
}

async function copyFolder(from: string, to: string, info: Stats, copying: Copying): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o755 });
  await chmod(to, 0o755);
  // The list is taken first: a folder may be copied into itself.
  for (const entry of (await readdir(from)).sort()) {
    const source = join(from, entry);
    const entryInfo = await lstat(source);
    if (copying.skip(source, entryInfo.isDirectory())) continue;
    await copyEntry(source, join(to, entry), entryInfo, copying);
  }
  await chmod(to, info.mode & 0o777);
}

async function copyOne(from: string, to: string, info: Stats): Promise<void> {
  try {
    await stat(from);
  } catch (error) {
    // Gone since it was listed: nobody's loss.
    if (fileErrorCode(error) === "ENOENT") return;
    throw error;
  }
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  await chmod(to, info.mode & 0o777);
}
