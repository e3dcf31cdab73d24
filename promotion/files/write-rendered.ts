import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { landing } from "./landing.ts";
import { makeFolder } from "./make-folder.ts";

/**
 * Writes rendered manifests, each for its owner only where it is new.
 *
 * @param files absolute path → text
 * @param folder is made even when there is nothing to write into it
 */
export async function writeRendered(
  workDir: string,
  files: ReadonlyMap<string, string>,
  folder?: string,
): Promise<void> {
  if (folder !== undefined) await makeFolder(folder);
  for (const [path, text] of files) {
    if (folder === undefined) await makeFolder(dirname(path));
    await writeFile(await landing(workDir, path), text, { mode: 0o600 });
  }
}
