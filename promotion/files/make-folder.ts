import { mkdir } from "node:fs/promises";
import { fileErrorCode } from "./file-problem.ts";

/** Makes a folder and those around it, for their owner only; a file in the way is told as Go tells it. */
export async function makeFolder(path: string, mode = 0o700): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode });
  } catch (error) {
    if (fileErrorCode(error) === "EEXIST") (error as NodeJS.ErrnoException).code = "ENOTDIR";
    throw error;
  }
}
