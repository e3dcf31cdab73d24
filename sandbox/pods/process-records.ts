import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../atomic-file.ts";
import { isSame, type ProcessIdentity } from "../process-identity.ts";
import { readJson } from "../state.ts";

/** Keeps who a container's process is, so that the next runner finds it when this one is killed. */
export function remember(folder: string, key: string, { pid, startTime }: ProcessIdentity): void {
  writeFileAtomic(join(folder, `${key}.json`), `${JSON.stringify({ pid, startTime })}\n`);
}

export function forget(folder: string, key: string): void {
  rmSync(join(folder, `${key}.json`), { force: true });
}

/** Ends at once, with all that they started, the processes that a killed runner has left behind. */
export function endLeftOver(folder: string): number {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let ended = 0;
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const path = join(folder, file);
    const identity = readJson<ProcessIdentity>(path);
    if (identity && isSame(identity)) {
      ended += 1;
      try {
        process.kill(-identity.pid, "SIGKILL");
      } catch {
        // Gone in this moment.
      }
    }
    rmSync(path, { force: true });
  }
  return ended;
}
