import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { identify, isSame, type ProcessIdentity } from "../process-identity.ts";
import type { CacheFolders } from "./cache.ts";
import type { Environment } from "./environment.ts";
import { buildEnvironment, type Go } from "./go.ts";

/** What every call of Go shares. */
export interface GoContext {
  readonly go: Go;
  readonly folders: CacheFolders;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/** How a call of Go ended. */
export interface GoResult {
  readonly ok: boolean;
  /** `"go build" ended with exit code 1`. */
  readonly how: string;
  readonly stdout: string;
  /** Everything it wrote, in lines, standard output left out. */
  readonly stderr: readonly string[];
}

/**
 * Runs Go in the cache's environment, as a process group of its own that ends with this process. Its output is added
 * to the log as it comes.
 *
 * @param onLine called with each line of standard error
 * @throws the signal's reason when it is aborted
 */
export async function runGo(
  context: GoContext,
  args: readonly string[],
  options: { cwd: string; log: string; onLine?: (line: string) => void },
): Promise<GoResult> {
  context.signal.throwIfAborted();
  const { go, folders, env, signal } = context;
  const environment = buildEnvironment(go, folders, env);
  for (const name of ["HOME", "TMPDIR"]) mkdirSync(environment[name] ?? "", { recursive: true });
  appendFileSync(options.log, `$ cd ${options.cwd} && go ${args.join(" ")}\n`);
  const child = spawn(go.path, args, {
    cwd: options.cwd,
    env: environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = () => endGroup(child.pid);
  process.on("exit", end);
  signal.addEventListener("abort", end);
  try {
    remember(folders, child.pid);
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    const stderr: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => {
      stderr.push(line);
      appendFileSync(options.log, `${line}\n`);
      options.onLine?.(line);
    });
    const { code, killedBy } = await new Promise<{ code: number | null; killedBy: string | null }>(
      (resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code, killedBy) => resolve({ code, killedBy }));
      },
    );
    signal.throwIfAborted();
    const how = `"go ${args[0]}" ${killedBy ? `was ended by ${killedBy}` : `ended with exit code ${code}`}`;
    return { ok: code === 0, how, stdout, stderr };
  } finally {
    signal.removeEventListener("abort", end);
    process.off("exit", end);
    if (child.pid !== undefined) rmSync(childFile(folders, child.pid), { force: true });
  }
}

/**
 * Ends the Go that a killed process has left behind, so that two heavy builds never run at once. Only to be called by
 * the holder of the cache's lock.
 */
export function endOrphans(folders: CacheFolders): void {
  for (const file of readdirSync(folders.work).filter((name) => name.startsWith("child-"))) {
    const path = join(folders.work, file);
    try {
      const orphan = JSON.parse(readFileSync(path, "utf8")) as ProcessIdentity;
      if (isSame(orphan)) endGroup(orphan.pid);
    } catch {
      // Written half when its writer was killed: nothing is known about that process.
    }
    rmSync(path, { force: true });
  }
}

function remember(folders: CacheFolders, pid: number | undefined): void {
  const child = pid === undefined ? undefined : identify(pid);
  if (!child) return;
  writeFileSync(childFile(folders, child.pid), JSON.stringify(child));
  // What is built already should start and answer while the rest compiles.
  try {
    setPriority(child.pid, 5);
  } catch {
    // Not allowed here: it builds all the same.
  }
}

function childFile(folders: CacheFolders, pid: number): string {
  return join(folders.work, `child-${pid}.json`);
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}
