import { rename, rm } from "node:fs/promises";
import { fileErrorCode, fileProblem } from "./file-problem.ts";

/**
 * Moves a file or folder to a name where something may already be, which goes.
 * Source: akuity/kargo v1.11.2, pkg/io/fs/move.go.
 */
export async function moveOver(workDir: string, from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    const code = fileErrorCode(error) ?? "";
    if (!["EEXIST", "ENOTEMPTY"].includes(code)) {
      throw new Error(`failed to move: ${fileProblem(workDir, error)}`, { cause: error });
    }
    await rm(to, { recursive: true, force: true });
    await rename(from, to);
  }
}
