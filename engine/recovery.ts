import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../model/problem.ts";
import type { Progress } from "../progress/progress.ts";
import { fateText, settleRelease } from "./interrupted-releases.ts";
import { objectExists } from "./object-exists.ts";
import {
  type Deployment,
  interruptedCreates,
  interruptedUpgrades,
  isRelease,
  settle,
  unknownCreates,
} from "./pending-creates.ts";
import { processFacts, processVariable } from "./process-facts.ts";
import type { PulumiCli } from "./pulumi-cli.ts";
import { holderOf, isStale, readLocks, removeLock, type StackLock } from "./stack-lock.ts";

/** Milliseconds to wait for another run to let go of a stack. */
const lockBound = 30_000;

/**
 * Waits until nobody holds a stack: takes stale locks away, ends engines whose Slipway is gone, waits for live ones.
 *
 * @throws UserError that names the holder when it still holds the stack after 30 s, or runs on another machine.
 */
export async function freeLocks(backend: string, project: string, stack: string, progress: Progress): Promise<void> {
  const deadline = Date.now() + lockBound;
  const told = new Set<string>();
  for (;;) {
    const locks = readLocks(backend, project, stack);
    for (const lock of locks.filter((each) => isStale(each))) {
      removeLock(lock);
      progress.note(`stack ${stack}: took away the lock of an interrupted run (${holderOf(lock)})`);
    }
    const held = locks.filter((each) => !isStale(each));
    const [first] = held;
    if (first === undefined) return;
    if (!told.has(first.file)) {
      told.add(first.file);
      endOrphan(first);
      progress.note(`stack ${stack}: waiting for another run to end (${holderOf(first)})`);
    }
    if (Date.now() > deadline) throw new UserError(heldMessage(stack, first));
    await sleep(200);
  }
}

function heldMessage(stack: string, lock: StackLock): string {
  return (
    `stack ${stack} is locked by another run: ${holderOf(lock)}. Wait for it to end, or stop it, then run again. ` +
    `If nothing runs there any more, delete ${lock.file}`
  );
}

// An engine whose Slipway was killed can't finish, since its program is gone with it; it may wait for the cluster for long.
function endOrphan(lock: StackLock): void {
  const pid = lock.content?.pid;
  if (pid === undefined) return;
  const parent = processVariable(pid, "SLIPWAY_ENGINE_PID");
  if (parent === undefined || processFacts(Number(parent)) !== undefined) return;
  try {
    process.kill(pid, "SIGINT");
    setTimeout(
      () => processVariable(pid, "SLIPWAY_ENGINE_PID") === parent && process.kill(-pid, "SIGKILL"),
      5_000,
    ).unref();
  } catch {
    // It ended in the meantime.
  }
}

/**
 * Settles what an interrupted run left open in a stack's state. Objects whose creation had begun are looked up in their
 * cluster: those that exist are adopted, the others are forgotten and created anew.
 *
 * @throws UserError when the cluster doesn't answer.
 */
export async function settlePending(stack: Stack, cli: PulumiCli, where: StateFile, progress: Progress): Promise<void> {
  if (!hasPendingOperations(where)) return;
  const exported = await stack.exportStack();
  const deployment = exported.deployment as Deployment;
  const existing = new Set<string>();
  for (const release of interruptedUpgrades(deployment)) {
    const fate = fateText(await settleRelease(release, deployment));
    progress.note(
      `stack ${stack.name}: an interrupted run was upgrading Release ${release.namespace}/${release.name}; ${fate}`,
    );
  }
  for (const create of interruptedCreates(deployment)) {
    const name = [create.namespace, create.name].filter((part) => part !== undefined).join("/");
    if (isRelease(create)) {
      const fate = await settleRelease(create, deployment);
      if (fate.exists) existing.add(create.urn);
      progress.note(`stack ${stack.name}: an interrupted run was installing Release ${name}; ${fateText(fate)}`);
      continue;
    }
    const exists = await objectExists(create, deployment);
    if (exists) existing.add(create.urn);
    const fate = exists ? "exists and is adopted" : "doesn't exist and will be created";
    progress.note(`stack ${stack.name}: an interrupted run was creating ${create.kind} ${name}; it ${fate}`);
  }
  for (const { type, name, importCommand } of unknownCreates(deployment, stack.name)) {
    progress.note(
      `stack ${stack.name}: an interrupted run was creating ${type} ${name}, which may exist; it is tried again, and one that exists is ` +
        `refused, not made twice${importCommand === undefined ? "" : `. Then take it over: ${importCommand}`}`,
    );
  }
  const settled = JSON.stringify({ ...exported, deployment: settle(deployment, existing) });
  await cli.run(["stack", "import", "--stack", stack.name], { cwd: where.workDir, input: settled });
}

export interface StateFile {
  readonly workDir: string;
  readonly backend: string;
  readonly project: string;
  readonly stack: string;
}

/** Path of a stack's state in a file backend. */
export function stateFile(where: Omit<StateFile, "workDir">): string {
  return join(where.backend, ".pulumi", "stacks", where.project, `${where.stack}.json`);
}

// Looking at the file costs nothing; asking the CLI costs a quarter of a second in every run.
function hasPendingOperations(where: StateFile): boolean {
  const state = JSON.parse(readFileSync(stateFile(where), "utf8")) as { checkpoint?: { latest?: Deployment } };
  return (state.checkpoint?.latest?.pending_operations ?? []).length > 0;
}
