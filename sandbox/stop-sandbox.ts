import { rmSync } from "node:fs";
import { type Progress, silent } from "../progress/progress.ts";
import type { Choices } from "./choices.ts";
import { releasePorts } from "./kept-ports.ts";
import { untilFree } from "./ports.ts";
import { isSame } from "./process-identity.ts";
import { readRecords, removeRecords } from "./process-record.ts";
import { removeFolder } from "./remove-folder.ts";
import { removeSandboxFile } from "./sandbox-file.ts";
import { existingState, readJson, type StatePaths } from "./state.ts";
import { withStateLock } from "./state-lock.ts";
import { endProcesses, markedProcesses } from "./strays.ts";

/**
 * Ends every process of a sandbox, recorded or not, and waits until they are gone. TERM to all at once, KILL after 5 s.
 * Works from any state, also of a folder that never held a sandbox.
 *
 * @throws UserError when another command is starting or stopping the same sandbox
 */
export async function stopSandbox(state: string, progress: Progress = silent): Promise<void> {
  const paths = existingState(state);
  if (!paths) return;
  await withStateLock(paths.lock, () => endAll(paths, progress));
}

/** Stops the sandbox and removes its state folder. */
export async function removeState(state: string, progress: Progress = silent): Promise<void> {
  const paths = existingState(state);
  if (!paths) return;
  await withStateLock(paths.lock, async () => {
    await endAll(paths, progress);
    for (const path of [paths.sockets, paths.root]) await removeFolder(path);
    releasePorts(paths.root);
  });
}

async function endAll(paths: StatePaths, progress: Progress): Promise<void> {
  // First of all: nobody should find a sandbox that is going away.
  removeSandboxFile(paths);
  const all = () => {
    const found = [...[...readRecords(paths).values()].filter(isSame), ...markedProcesses(paths.root)];
    return [...new Map(found.map((identity) => [identity.pid, identity])).values()];
  };
  // A process may start a child while its end is on the way: look again until there is none.
  for (let left = all(); left.length > 0; left = all()) {
    const step = progress.step(`ending ${left.length} ${left.length === 1 ? "process" : "processes"}`);
    await endProcesses(left);
    step.done();
  }
  await untilFree(Object.values(readJson<Partial<Choices>>(paths.choices)?.ports ?? {}));
  removeRecords(paths);
  if (paths.sockets !== paths.run) rmSync(paths.sockets, { recursive: true, force: true });
}
