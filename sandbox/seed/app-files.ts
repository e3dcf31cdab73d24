import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, posix, relative, sep } from "node:path";
import { UserError } from "../../model/problem.ts";
import type { Git } from "./git.ts";

/** Belongs to Slipway's side: it imports the model, which the app's own repository doesn't have. */
const definition = "pipeline.ts";

const notSource = new Set([".git", "node_modules", ".slipway"]);

/**
 * The files of an app that its own repository holds, from the clone's root, sorted: what Git tracks, so that nothing a
 * user left lying about is published; every file where Git knows none (an unpacked archive, an installed package).
 *
 * @param untracked also takes files that are new to Git, but none that it ignores: an app that was just written
 * @throws UserError when there are none
 */
export async function appFiles(git: Git, clone: string, app: string, untracked = false): Promise<readonly string[]> {
  const listed = untracked ? ["--cached", "--others", "--exclude-standard"] : [];
  // A clone may belong to somebody else than the one who runs this (a container, a shared folder).
  const known = await git(clone, "-c", "safe.directory=*", "ls-files", "-z", ...listed, "--", app).then(
    (list) => list.split("\0").filter(Boolean),
    () => [],
  );
  const files = known.length > 0 ? known : await everyFile(clone, app);
  const own = posix.join(app, definition);
  const wanted = [...new Set(files)].filter((file) => file !== own && existsSync(join(clone, file))).sort();
  if (wanted.length === 0)
    throw new UserError(`${join(clone, app)} holds no tracked files. Run from a clone of Slipway`);
  return wanted;
}

async function everyFile(clone: string, app: string): Promise<readonly string[]> {
  const entries = await readdir(join(clone, app), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(clone, join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(sep).some((part) => notSource.has(part)));
}
