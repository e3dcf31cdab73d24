import { closeSync, openSync, rmSync, statSync } from "node:fs";
import { writeFileAtomic } from "./atomic-file.ts";
import { readJson, type SandboxFile, type StatePaths } from "./state.ts";

/** A writer needs milliseconds; one that holds the lock longer than this was killed. */
const staleAfter = 5_000;

export function writeSandboxFile(paths: StatePaths, file: SandboxFile): void {
  locked(paths, () => write(paths, file));
}

/** Changes `<state>/sandbox.json` if it is there: two processes write it, and neither may undo the other's change. */
export function changeSandboxFile(paths: StatePaths, change: (file: SandboxFile) => SandboxFile): void {
  locked(paths, () => {
    const file = readJson<SandboxFile>(paths.sandbox);
    if (file) write(paths, change(file));
  });
}

export function removeSandboxFile(paths: StatePaths): void {
  locked(paths, () => rmSync(paths.sandbox, { force: true }));
}

function write(paths: StatePaths, file: SandboxFile): void {
  writeFileAtomic(paths.sandbox, `${JSON.stringify(file, undefined, 2)}\n`);
}

function locked(paths: StatePaths, work: () => void): void {
  const lock = `${paths.sandbox}.lock`;
  for (;;) {
    try {
      closeSync(openSync(lock, "wx", 0o600));
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age > staleAfter) rmSync(lock, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}
