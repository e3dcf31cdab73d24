import { existsSync, lstatSync, statSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../../model/problem.ts";

/**
 * Writes files that must not exist yet.
 *
 * @param files absolute path → content
 * @throws UserError naming everything that is in the way; nothing is written then
 */
export async function writeNew(files: ReadonlyMap<string, string>): Promise<void> {
  const taken = [...new Set([...files.keys()].flatMap(inTheWay))];
  if (taken.length > 0) {
    throw new UserError(
      `nothing was written, since these are there already:\n${taken.map((file) => `  ${file}`).join("\n")}\nMove them away, choose another name, or let --from DIR use what is there`,
    );
  }
  const written: string[] = [];
  try {
    for (const [file, text] of files) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text, { flag: "wx" });
      written.push(file);
    }
  } catch (error) {
    // All or nothing: a second try must not meet what the first one left.
    for (const file of written) await rm(file, { force: true });
    throw new UserError(`nothing was written: ${(error as Error).message}`);
  }
}

/** The file itself, or a part of the way to it that isn't a folder. */
function inTheWay(file: string): string[] {
  let folder = path.dirname(file);
  while (!existsSync(folder) && path.dirname(folder) !== folder) folder = path.dirname(folder);
  if (!statSync(folder).isDirectory()) return [folder];
  // Also a link that leads nowhere is something.
  return lstatSync(file, { throwIfNoEntry: false }) === undefined ? [] : [file];
}
