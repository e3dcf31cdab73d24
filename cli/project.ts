import { existsSync } from "node:fs";
import path from "node:path";

/** Where an app's files are: the folder that becomes the root of its Git repository, and the app's folder in it. */
export interface AppSource {
  /** Absolute. */
  readonly root: string;
  /** From `root`, with `/`; `.` when the app is the whole repository. */
  readonly folder: string;
}

/**
 * The repository that a folder belongs to: where Git has it, else the project that it lies in, else the folder itself.
 * Paths of a definition (`base`, `overlay`) begin at that root.
 */
export function appSource(folder: string, project: string): AppSource {
  const absolute = path.resolve(folder);
  const root = gitRoot(absolute) ?? (isWithin(absolute, project) ? project : absolute);
  return { root, folder: path.relative(root, absolute).split(path.sep).join("/") || "." };
}

/** The nearest folder, from this one up, that is the root of a Git work tree. */
export function gitRoot(folder: string): string | undefined {
  for (let each = folder; ; each = path.dirname(each)) {
    // In a linked work tree or a submodule it is a file.
    if (existsSync(path.join(each, ".git"))) return each;
    if (path.dirname(each) === each) return undefined;
  }
}

function isWithin(folder: string, parent: string): boolean {
  const relative = path.relative(parent, folder);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
