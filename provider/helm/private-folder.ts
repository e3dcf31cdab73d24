import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const prefix = "slipway-helm-";
let folder: string | undefined;
const written = new Map<string, string>();

/**
 * A file that nobody else may read, in a folder of this process's own that goes with it. What a killed process left
 * behind is removed by the next one.
 *
 * @returns its path
 */
export function privateFile(name: string, content: string): string {
  folder ??= makeFolder();
  const file = join(folder, name);
  // Another release's helm may be reading it this moment.
  if (written.get(file) !== content) writeFileSync(file, content, { mode: 0o600 });
  written.set(file, content);
  return file;
}

function makeFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (Number.isFinite(pid) && !runs(pid)) remove(join(tmpdir(), name));
  }
  // Node makes it for its owner alone (0700).
  const made = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  process.once("exit", () => remove(made));
  return made;
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Another user's: theirs to remove.
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
