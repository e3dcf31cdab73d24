import { lstat, readlink } from "node:fs/promises";
import { isAbsolute, join } from "node:path";

/** As many symbolic links as one path may go through. Source: cyphar/filepath-securejoin v0.6.1, internal/consts. */
const maxSymlinks = 255;

/**
 * Finds where a path of a step's config really is, with the work folder as the root of everything, as in a chroot:
 * `..` stops at the work folder, `/x` is `x` in it, and so are the targets of symbolic links. So there is no path that
 * leads out, and none is refused for trying. Parts that don't exist yet are taken as they are written.
 *
 * Holds as long as nobody replaces a part of the path by a symbolic link afterwards: use the result at once.
 * Source: cyphar/filepath-securejoin v0.6.1, join.go, which Kargo's steps use for each of their paths.
 *
 * @param workDir absolute, symbolic links resolved
 * @returns an absolute path without symbolic links, the work folder itself or below it
 * @throws Error when the links go round in a circle
 */
export async function pathBelow(workDir: string, path: string): Promise<string> {
  let current = "";
  let links = 0;
  // The last part is taken first: a link's own parts go on top of what remains.
  const remaining = path.split("/").reverse();
  for (let part = remaining.pop(); part !== undefined; part = remaining.pop()) {
    const next = join("/", current, part);
    if (next === "/") {
      current = "";
      continue;
    }
    const target = await linkTarget(workDir + next);
    if (target === undefined) {
      current = next;
      continue;
    }
    links += 1;
    if (links > maxSymlinks) throw new Error(`SecureJoin ${path}: too many levels of symbolic links`);
    remaining.push(...target.split("/").reverse());
    if (isAbsolute(target)) current = "";
  }
  return join(workDir, current);
}

/**
 * Turns the absolute path of a file system error into one below the work folder, or only its last part when it is
 * elsewhere: a message must not tell how the machine is laid out. Source: akuity/kargo v1.11.2, pkg/io/fs/error.go.
 */
export function messageBelow(workDir: string, error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  let message = error.message;
  const { path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  for (const absolute of [path, dest]) {
    if (absolute !== undefined) message = message.replaceAll(absolute, shortened(workDir, absolute));
  }
  return message;
}

function shortened(workDir: string, path: string): string {
  if (path === workDir) return ".";
  if (path.startsWith(`${workDir}/`)) return path.slice(workDir.length + 1);
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Where a symbolic link points; undefined for everything else, also for what isn't there. */
async function linkTarget(path: string): Promise<string | undefined> {
  try {
    if (!(await lstat(path)).isSymbolicLink()) return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
  return readlink(path);
}
