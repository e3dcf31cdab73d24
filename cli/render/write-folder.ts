import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { isRecord } from "../../model/json.ts";
import { UserError } from "../../model/problem.ts";

/** Keeps what was written, so that the next run can tell its own files from those of others. */
export const recordName = ".slipway-render";

interface Record {
  readonly app: string;
  /** File name → sha256 of what was written. */
  readonly files: { readonly [name: string]: string };
}

export interface FolderChange {
  readonly file: string;
  readonly did: "wrote" | "removed" | "unchanged";
}

/**
 * Makes a folder hold these files: writes what is new, removes what an earlier run wrote and is no longer needed, leaves
 * everything else alone. Files that it didn't write, or that were changed since, are never overwritten or removed.
 *
 * @param files name → content
 * @param force overwrites and removes those as well
 * @throws UserError naming every such file; nothing is written then
 */
export async function writeFolder(
  folder: string,
  app: string,
  files: ReadonlyMap<string, string>,
  force: boolean,
): Promise<readonly FolderChange[]> {
  const before = await readRecord(folder);
  const old = before?.files ?? {};
  const names = [...new Set([...files.keys(), ...Object.keys(old)])];
  const changes: FolderChange[] = [];
  const foreign: string[] = [];
  const folders: string[] = [];
  for (const name of names) {
    const there = await contentOf(path.join(folder, name));
    const wanted = files.get(name);
    if (there === undefined && wanted === undefined) continue;
    if (there === wanted) changes.push({ file: name, did: "unchanged" });
    else {
      if (there === null) folders.push(name);
      else if (there !== undefined && digest(there) !== old[name]) foreign.push(name);
      changes.push({ file: name, did: wanted === undefined ? "removed" : "wrote" });
    }
  }
  if (folders.length > 0) {
    const named = folders.map((name) => path.join(folder, name)).join(", ");
    throw new UserError(
      `nothing was written: ${named} should become a file and isn't one. Name another folder with --out`,
    );
  }
  if (!force) refuse(folder, app, before, foreign);

  await mkdir(folder, { recursive: true });
  for (const { file, did } of changes) {
    if (did === "removed") await rm(path.join(folder, file));
    if (did === "wrote") await replaceFile(path.join(folder, file), files.get(file) ?? "");
  }
  const digests = Object.fromEntries([...files].map(([name, text]) => [name, digest(text)]));
  const record: Record = { app, files: digests };
  await replaceFile(path.join(folder, recordName), `${JSON.stringify(record, undefined, 2)}\n`);
  return changes;
}

function refuse(folder: string, app: string, before: Record | undefined, foreign: readonly string[]): void {
  const problems = foreign.map(
    (name) => `  ${path.join(folder, name)} wasn't written by slipway render, or was changed since`,
  );
  if (before !== undefined && before.app !== app)
    problems.unshift(`  ${folder} holds what was rendered of ${before.app}`);
  if (problems.length === 0) return;
  throw new UserError(
    `nothing was written, since something would be lost:\n${problems.join("\n")}\nName another folder with --out, or overwrite them with --force`,
  );
}

/** @throws UserError when the record isn't one: whose the files are can't be told then */
async function readRecord(folder: string): Promise<Record | undefined> {
  const file = path.join(folder, recordName);
  if (existsSync(folder) && !(await lstat(folder).then((found) => found.isDirectory() || found.isSymbolicLink())))
    throw new UserError(`--out: ${folder} is a file; allowed is a folder, or a name that isn't taken`);
  if (!existsSync(file)) return undefined;
  try {
    const record: unknown = JSON.parse(await readFile(file, "utf8"));
    if (isRecord(record) && typeof record["app"] === "string" && isRecord(record["files"])) {
      const names = Object.keys(record["files"]);
      // A name that leads out of the folder was never written by us.
      if (names.every((name) => path.basename(name) === name)) return record as unknown as Record;
    }
  } catch {}
  throw new UserError(
    `${file} isn't what slipway render wrote. Remove it: files that are there then count as not ours`,
  );
}

/** A file's text; null for something there that is no file; undefined when nothing is there. */
async function contentOf(file: string): Promise<string | null | undefined> {
  const found = await lstat(file).catch(() => undefined);
  if (found === undefined) return undefined;
  return found.isFile() ? readFile(file, "utf8") : null;
}

/** Whole or not at all: who reads the folder meanwhile never sees half a file. */
async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}

function digest(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
