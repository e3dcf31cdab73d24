import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, posix, relative, sep } from "node:path";
import { UserError } from "../../model/problem.ts";
import type { Git } from "./git.ts";

/** Belongs to Slipway's side: it imports the model, which the app's own repository doesn't have. */
const definition = "pipeline.ts";

/** Where the app's delivery workflow is, `cd.yaml` or `cd-<app>.yaml`: beside the app, since GitHub looks only there. */
const workflows = ".github/workflows";
const delivery = /^\.github\/workflows\/cd(-[^/]*)?\.yaml$/;

const notSource = new Set([".git", "node_modules", ".slipway"]);

/**
 * The files of an app that its own repository holds, its delivery workflow with them, from the clone's root, sorted: what
 * Git tracks, so that nothing a user left lying about is published; every file where Git knows none (an unpacked archive,
 * an installed package).
 *
 * @param untracked also takes files that are new to Git, but none that it ignores: an app that was just written
 * @throws UserError when there are none
 */
export async function appFiles(git: Git, clone: string, app: string, untracked = false): Promise<readonly string[]> {
  const listed = untracked ? ["--cached", "--others", "--exclude-standard"] : [];
  // A clone may belong to somebody else than the one who runs this (a container, a shared folder).
  const tracked = (folder: string) =>
    git(clone, "-c", "safe.directory=*", "ls-files", "-z", ...listed, "--", folder).then(
      (list) => list.split("\0").filter(Boolean),
      () => [],
    );
  const own = posix.join(app, definition);
  const [files, all] = await Promise.all(
    [app, workflows].map(async (folder) => {
      const known = await tracked(folder);
      return known.length > 0 ? known : everyFile(clone, folder);
    }),
  );
  const wanted = (files ?? []).filter((file) => file !== own && existsSync(join(clone, file)));
  if (wanted.length === 0)
    throw new UserError(`${join(clone, app)} holds no tracked files. Run from a clone of Slipway`);
  const beside = (all ?? []).filter((file) => delivery.test(file) && existsSync(join(clone, file)));
  return [...new Set([...wanted, ...beside])].sort();
}

async function everyFile(clone: string, app: string): Promise<readonly string[]> {
  const entries = await readdir(join(clone, app), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(clone, join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(sep).some((part) => notSource.has(part)));
}
