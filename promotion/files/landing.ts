import { lstat } from "node:fs/promises";
import { relative } from "node:path";
import { pathBelow } from "../paths.ts";
import { fileErrorCode } from "./file-problem.ts";

/**
 * Where something that is written under this name ends up: the name itself, or what a symbolic link of that name points
 * to, taken with the work folder as the root. A checkout may hold links that point anywhere; nothing is written through
 * them to a place outside the work folder.
 *
 * @param path below the work folder, its parent without symbolic links
 */
export async function landing(workDir: string, path: string): Promise<string> {
  try {
    if ((await lstat(path)).isSymbolicLink()) return await pathBelow(workDir, relative(workDir, path));
  } catch (error) {
    if (fileErrorCode(error) !== "ENOENT") throw error;
  }
  return path;
}
