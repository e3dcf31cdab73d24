import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../../sandbox/ports.ts";
import { identify } from "../../sandbox/process-identity.ts";
import { endProcesses } from "../../sandbox/strays.ts";
import { lastLines } from "../../sandbox/supervisor.ts";

export interface StartArgs {
  /** Names its log, `<name>.log` in the folder. */
  readonly name: string;
  /** Absolute path. */
  readonly command: string;
  readonly args: readonly string[];
  /** Beside HOME and TMPDIR, which are the folder, and a PATH with the system's own programs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs; it has to exist. */
  readonly folder: string;
}

/** A program that a test started and has to end. Unlike the sandbox's own it never outlives the test run. */
export interface TestProcess {
  readonly name: string;
  /** Whether it has ended, of itself or not. */
  isOver(): boolean;
  /** All that it wrote, both streams. */
  log(): string;
  /** The last lines of that. */
  tail(): string;
  /** Ends it by TERM, after 5 s by KILL; nothing where it is over already. */
  end(): Promise<void>;
}

const killers = new Set<() => void>();
process.once("exit", () => {
  for (const kill of killers) kill();
});

/** Starts a program; `untilReady` tells when it can be used. */
export function startProcess({ name, command, args, env, folder }: StartArgs): TestProcess {
  const file = join(folder, `${name}.log`);
  const out = openSync(file, "w");
  const child = spawn(command, args, {
    cwd: folder,
    env: { HOME: folder, TMPDIR: folder, PATH: "/usr/bin:/bin", ...env },
    stdio: ["ignore", out, out],
  });
  closeSync(out);
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  let over = false;
  const kill = () => child.kill("SIGKILL");
  killers.add(kill);
  const end = new Promise<void>((resolve) => {
    const ended = () => {
      over = true;
      killers.delete(kill);
      resolve();
    };
    child.once("error", ended).once("exit", ended);
  });
  return {
    name,
    isOver: () => over,
    log: () => readFileSync(file, "utf8"),
    tail: () => lastLines(file, 15).join("\n"),
    end: async () => {
      if (!over && identity !== undefined) await endProcesses([identity]);
      // A process that has lost its identity may still hold its ports.
      await end;
    },
  };
}

/**
 * Waits until the last of the processes can be used.
 *
 * @param processes it and those that it needs
 * @param is a throw counts as not yet
 * @throws Error with the end of its log when one of them ends, or it isn't ready in time
 */
export async function untilReady(
  processes: readonly TestProcess[],
  is: () => Promise<boolean>,
  seconds: number,
): Promise<void> {
  const last = processes.at(-1);
  const deadline = Date.now() + seconds * 1000;
  while (!(await is().catch(() => false))) {
    const over = processes.find((each) => each.isOver());
    if (over !== undefined) throw new Error(`${over.name} has ended:\n${over.tail()}`);
    if (Date.now() > deadline) throw new Error(`${last?.name} is not ready after ${seconds} s:\n${last?.tail()}`);
    await sleep(50);
  }
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1, new Set());
  return port;
}
