import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative } from "node:path";

/** As deep as Kargo looks. */
const maxDepth = 100;

/**
 * Makes sure that no symbolic link in a folder leads out of the work folder, for programs that follow links.
 * Source: akuity/kargo v1.11.2, pkg/io/fs/validate.go; there only for a chart's local dependencies.
 *
 * @throws Error naming the first that does
 */
export async function checkLinks(workDir: string, folder: string): Promise<void> {
  await check(workDir, folder, new Set(), 0);
}

async function check(workDir: string, folder: string, visited: Set<string>, depth: number): Promise<void> {
  if (visited.has(folder)) return;
  visited.add(folder);
  if (depth >= maxDepth) throw new Error("maximum recursion depth exceeded");
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await check(workDir, path, visited, depth + 1);
    if (!entry.isSymbolicLink()) continue;
    const shown = relative(workDir, path);
    const target = await realpath(path).catch(() => undefined);
    if (target === undefined) throw new Error(`failed to resolve symlink: lstat ${shown}: no such file or directory`);
    if (target !== workDir && !target.startsWith(`${workDir}/`)) {
      throw new Error(`symlink at ${shown} points outside the path boundary`);
    }
    if ((await stat(target)).isDirectory()) await check(workDir, target, visited, depth + 1);
  }
}
