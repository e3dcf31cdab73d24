import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathBelow } from "../paths.ts";
import { TerminalError } from "../step.ts";
import { fileErrorCode, fileProblem } from "./file-problem.ts";
import { makeFolder } from "./make-folder.ts";
import { moveOver } from "./move.ts";

/** Where a download goes: refused when a file is there that may not be replaced. */
export async function downloadPath(workDir: string, outPath: string, allowOverwrite: boolean): Promise<string> {
  const target = await pathBelow(workDir, outPath);
  if (!allowOverwrite) {
    const there = await stat(target).then(
      () => true,
      (error) => {
        if (fileErrorCode(error) === "ENOENT") return false;
        throw new Error(`error checking destination file: ${fileProblem(workDir, error)}`, { cause: error });
      },
    );
    if (there) {
      throw new TerminalError(`file already exists at ${outPath} and overwrite is not allowed`, { status: "Errored" });
    }
  }
  try {
    await makeFolder(dirname(target));
  } catch (error) {
    throw new Error(`failed to create destination directory: ${fileProblem(workDir, error)}`, { cause: error });
  }
  return target;
}

/** Puts the whole content there at once, for its owner only. */
export async function writeDownload(workDir: string, target: string, content: Uint8Array): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), ".download-"));
  try {
    const file = join(folder, "content");
    await writeFile(file, content);
    await chmod(file, 0o600);
    await moveOver(workDir, file, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
