import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { readdir, rmdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../model/problem.ts";
import { removeFolder } from "../remove-folder.ts";
import type { DataSet } from "./data-sets.ts";
import type { Environment } from "./environment.ts";
import { lockHolder } from "./lock.ts";
import { linkerFlags, type Program, tagFlags } from "./programs.ts";

/** Where things are in a cache. Only strings: nothing here is created by asking. */
export interface CacheFolders {
  readonly root: string;
  /** Go's caches and everything else that is needed only while something is built. */
  readonly work: string;
  readonly bin: string;
  readonly data: string;
  readonly lock: string;
  readonly logs: string;
  /** HOME of programs on PATH while they are asked for their version. */
  readonly home: string;
  /** Go's caches for the sample's server: kept, because a release must take seconds. */
  readonly sample: string;
  /** What Node compiled of our own programs. */
  readonly compiled: string;
  /** Pulumi plugins that were downloaded. */
  readonly plugins: string;
}

/**
 * The cache's folder: `SLIPWAY_CACHE`, or `slipway` in `XDG_CACHE_HOME`, or in `~/.cache`. Shared by every clone of a
 * user: what it holds is told apart by version and checksum.
 */
export function cacheFolder(env: Environment): string {
  return env["SLIPWAY_CACHE"] || join(env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache"), "slipway");
}

export function cacheFolders(root: string): CacheFolders {
  return {
    root,
    work: join(root, "go"),
    bin: join(root, "bin"),
    data: join(root, "data"),
    lock: join(root, "lock"),
    logs: join(root, "logs"),
    home: join(root, "home"),
    sample: join(root, "goserver"),
    compiled: join(root, "node"),
    plugins: join(root, "plugins"),
  };
}

/** The folder with one of our go.mod files. */
export function moduleFolder(module: Program["module"] | "data"): string {
  return join(import.meta.dirname, module);
}

/**
 * Where a program stands once it is built. The folder's name changes with everything that the binary depends on, so
 * several versions live beside each other; the folder holds nothing else, because Pulumi takes plugins beside its CLI
 * for bundled ones.
 */
export function programPath(root: string, program: Program): string {
  const folder = moduleFolder(program.module);
  const sources = program.package.startsWith("./") ? goFiles(join(folder, program.package)) : [];
  const hash = digest([
    ...["go.mod", "go.sum"].map((file) => readFileSync(join(folder, file), "utf8")),
    ...sources,
    program.package,
    linkerFlags(program),
    ...tagFlags(program),
    process.platform,
    process.arch,
  ]);
  return join(cacheFolders(root).bin, `${program.name}-${program.version}-${hash}`, program.name);
}

/** Where a data set stands once it is copied. */
export function dataFolder(root: string, set: DataSet): string {
  const hash = digest([pinnedSum(set), set.root, ...[set.take].flat()]);
  return join(cacheFolders(root).data, `${set.name}-${set.version}-${hash}`);
}

/**
 * The checksum that `data/go.sum` pins for a data set's module.
 *
 * @throws Error when there is none: the table and go.sum don't fit each other
 */
export function pinnedSum(set: DataSet): string {
  const start = `${set.module} v${set.version} `;
  const line = readFileSync(join(moduleFolder("data"), "go.sum"), "utf8")
    .split("\n")
    .find((candidate) => candidate.startsWith(start));
  if (!line) throw new Error(`sandbox/toolchain/data/go.sum has no line for ${start}`);
  return line.slice(start.length);
}

/**
 * Removes everything that Slipway keeps in a cache, also module files that Go made read-only (without `-modcacherw`).
 * Other files in the folder stay, and so does the folder then: it may be one that the user chose.
 *
 * @throws UserError while a living process builds into the cache
 */
export async function cleanCache(root: string): Promise<void> {
  const folders = cacheFolders(root);
  const holder = lockHolder(folders.lock);
  if (holder) {
    throw new UserError(
      `the cache ${root} is in use: process ${holder.pid} (${holder.folder}) is building programs into it. ` +
        "Wait until it is done, or end it",
    );
  }
  const { root: _, ...ours } = folders;
  for (const folder of [...Object.values(ours), ...(await trash(root))]) await removeFolder(folder);
  await rmdir(root).catch(() => {});
}

/** Folders that wait for their removal: renamed first, so that a kill half-way never leaves half a Go cache behind. */
export async function trash(root: string): Promise<string[]> {
  const entries = await readdir(root).catch(() => []);
  return entries.filter((entry) => entry.startsWith("trash-")).map((entry) => join(root, entry));
}

function goFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".go"))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8"));
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
}
