import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { UserError } from "../../model/problem.ts";
import type { Git } from "./git.ts";

/** Belongs to Slipway's side: it imports the model, which the app's own repository doesn't have. */
const definition = "pipeline.ts";

/**
 * The files of an app that its own repository holds, from the clone's root, sorted: what Git tracks, so that nothing a
 * user left lying about is published; every file where there is no Git (an unpacked archive).
 *
 * @throws UserError when there are none
 */
export async function appFiles(git: Git, clone: string, app: string): Promise<readonly string[]> {
  // A clone may belong to somebody else than the one who runs this (a container, a shared folder).
  const files = await git(clone, "-c", "safe.directory=*", "ls-files", "-z", "--", app).then(
    (list) => list.split("\0").filter(Boolean),
    () => everyFile(clone, app),
  );
  const wanted = files.filter((file) => file !== `${app}/${definition}`).sort();
  if (wanted.length === 0)
    throw new UserError(`${join(clone, app)} holds no tracked files. Run from a clone of Slipway`);
  return wanted;
}

async function everyFile(clone: string, app: string): Promise<readonly string[]> {
  const entries = await readdir(join(clone, app), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(clone, join(entry.parentPath, entry.name)));
}
