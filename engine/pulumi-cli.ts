import { type ChildProcess, spawn } from "node:child_process";
import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../model/problem.ts";
import { versions } from "../model/versions.ts";

type Listener = (text: string) => void;

/** What a run of the CLI gave. Non-zero codes are errors, thrown as {@link CliError}. */
export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** The CLI said no. Its text is for our own reading: what a user should see comes from the engine's events. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly result: CliResult;
  constructor(args: readonly string[], result: CliResult) {
    super(`pulumi ${args.slice(0, 2).join(" ")} ended with code ${result.code}: ${result.stderr.trim()}`);
    this.result = result;
  }
}

/** What to tell a user who has no CLI. */
export function noPulumi(): UserError {
  return new UserError(
    `there is no pulumi on PATH. Install Pulumi ${versions.pulumi} or newer (https://www.pulumi.com/docs/iac/download-install/), ` +
      "or use slipway sandbox, which brings its own engine",
  );
}

const everyRunning = new Set<ChildProcess>();
// One listener for all: a project of many stacks asks for all their states at once.
process.on("exit", () => {
  for (const child of everyRunning) killGroup(child, "SIGKILL");
});

export interface PulumiCliOptions {
  /** Path of the `pulumi` binary. Nothing else may stand in its folder: plugins beside it would win over all others. */
  readonly binary: string;
  /** The whole environment of the CLI; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Asks a running CLI to end: it gets SIGINT, and SIGKILL with its plugins when it hasn't ended after the grace time. */
  readonly signal?: AbortSignal;
  /** Milliseconds from SIGINT to SIGKILL. Default 10 000. */
  readonly grace?: number;
  /** False where nobody reads a stack's outputs: the Automation API asks the backend for them after each `up`. Default true. */
  readonly outputs?: boolean;
}

/**
 * Starts the CLI for the Automation API, in a process group of its own: a Ctrl-C in the terminal then reaches only this
 * program, which passes on exactly one (a second makes the engine give up without writing its state).
 */
export class PulumiCli {
  private readonly options: PulumiCliOptions;

  constructor(options: PulumiCliOptions) {
    this.options = options;
  }

  /** What the Automation API takes for an installed CLI. */
  get command(): PulumiCommand {
    // It asks a version object for nothing but its text; a `semver` of our own would be one more dependency.
    const version = { toString: () => versions.pulumi } as unknown as PulumiCommand["version"];
    const run = (args: string[], cwd: string, env: Record<string, string>, onOutput?: Listener, onError?: Listener) => {
      const known = answerWithoutRunning(args, this.options.outputs ?? true);
      return known ?? this.run(args, { cwd, env, onOutput, onError });
    };
    return { command: this.options.binary, version, run } as PulumiCommand;
  }

  /**
   * Runs one command to its end.
   *
   * @throws CliError when it ends with another code than 0.
   */
  async run(args: readonly string[], how: CliCall): Promise<CliResult> {
    const env = {
      ...this.options.env,
      ...how.env,
      PULUMI_AUTOMATION_API: "true",
      SLIPWAY_ENGINE_PID: String(process.pid),
    };
    const child = spawn(this.options.binary, [...args, "--non-interactive"], { cwd: how.cwd, env, detached: true });
    everyRunning.add(child);
    const stop = () => void this.stop(child);
    this.options.signal?.addEventListener("abort", stop, { once: true });
    if (this.options.signal?.aborted) stop();
    try {
      child.stdin.on("error", () => undefined); // The CLI may end without reading; its code tells why.
      child.stdin.end(how.input ?? "");
      const result = await ended(child, how);
      if (result.code !== 0) throw new CliError(args, result);
      return result;
    } finally {
      everyRunning.delete(child);
      this.options.signal?.removeEventListener("abort", stop);
    }
  }

  private async stop(child: ChildProcess): Promise<void> {
    child.kill("SIGINT");
    const timer = setTimeout(() => killGroup(child, "SIGKILL"), this.options.grace ?? 10_000);
    child.once("close", () => clearTimeout(timer));
  }
}

export interface CliCall {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Written to the CLI's standard input: the way for secrets, which the argument list would show to everyone. */
  readonly input?: string;
  readonly onOutput?: Listener | undefined;
  readonly onError?: Listener | undefined;
}

// Each costs a start of the CLI and is of no use here: every command names its stack, nobody reads the summary, and of
// outputs the values are read, which is a second call, never which of them are secret.
function answerWithoutRunning(args: readonly string[], outputs: boolean): Promise<CliResult> | undefined {
  const answer = (stdout: string) => Promise.resolve({ stdout, stderr: "", code: 0 });
  if (args[0] !== "stack") return undefined;
  if (args[1] === "select") return answer("");
  if (args[1] === "history") return answer("[]");
  if (args[1] === "output" && !(outputs && args.includes("--show-secrets"))) return answer("{}");
  return undefined;
}

function ended(child: ChildProcess, how: CliCall): Promise<CliResult> {
  const { promise, resolve, reject } = Promise.withResolvers<CliResult>();
  const texts = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    texts.stdout += text;
    how.onOutput?.(text);
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    texts.stderr += text;
    how.onError?.(text);
  });
  child.once("error", (error: NodeJS.ErrnoException) => reject(error.code === "ENOENT" ? noPulumi() : error));
  child.once("close", (code, signal) => {
    resolve({
      ...texts,
      code: code ?? -1,
      ...(signal === null ? {} : { stderr: `${texts.stderr}\nended by ${signal}` }),
    });
  });
  return promise;
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended in the meantime.
  }
}
