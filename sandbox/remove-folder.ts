import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

// A program that is just ending may still write into it.
const options = { recursive: true, force: true, maxRetries: 5 };

/**
 * Removes a folder, whatever its permissions are: Go makes its module cache read-only, and Argo CD's repo-server takes
 * the right to list away from the folder of its clones. No error when it isn't there.
 */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, options);
  } catch {
    await makeWritable(folder);
    await rm(folder, options);
  }
}

async function makeWritable(folder: string): Promise<void> {
  // The removal that failed may still be at work on other parts: what is gone by now needs no permissions.
  await chmod(folder, 0o700).catch(ignoreGone);
  for (const entry of (await readdir(folder, { withFileTypes: true }).catch(ignoreGone)) ?? []) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}

function ignoreGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
