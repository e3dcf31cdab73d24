import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../model/problem.ts";
import type { Progress } from "../progress/progress.ts";
import type { PolicyPackRun } from "./engine-options.ts";
import { EventLog, type PlannedChange } from "./event-log.ts";
import { failureOf, lastWords } from "./failure.ts";
import { withoutResources } from "./gone-cluster.ts";
import { countsText, type Operation, perform } from "./operation.ts";
import type { Deployment } from "./pending-creates.ts";
import { CliError, PulumiCli } from "./pulumi-cli.ts";
import { RecordedLog } from "./recorded-log.ts";
import { freeLocks, settlePending, stateFile } from "./recovery.ts";
import { removeBrokenSidecars } from "./sidecars.ts";
import type { RunResult } from "./stack-run.ts";

export interface PulumiProjectOptions {
  /** Folder with the project's Pulumi.yaml. */
  readonly folder: string;
  /** Name of the project, as its Pulumi.yaml has it. */
  readonly name: string;
  /** The user's CLI: a path, or a name on the PATH of `env`. */
  readonly pulumi: string;
  /** The whole environment of the CLI and its plugins; backend, login and passphrase are the user's own. */
  readonly env: Readonly<Record<string, string>>;
  readonly progress: Progress;
  /**
   * Ends a running operation when aborted: gently first, then by force after 5 min. What a cloud or helm has begun takes
   * minutes to end or to take back, and by force leaves a lock, and objects that no state knows.
   */
  readonly signal?: AbortSignal;
}

/** Milliseconds; see `signal`. */
const grace = 300_000;

/** How a run ended. A run that failed throws instead. */
export interface ProjectRun extends Omit<RunResult, "outputs"> {
  /** What was changed, or of a preview what would be; what stays as it is left out. */
  readonly planned: readonly PlannedChange[];
}

interface Extras {
  readonly packs?: readonly PolicyPackRun[];
  readonly env?: Readonly<Record<string, string>>;
  readonly events?: string;
}

/**
 * A user's own project, run by the user's own CLI just as `pulumi up --stack NAME` would run it: its program, its config,
 * its backend and the user's environment. `Engine` is for programs and states of our own.
 *
 * Methods throw UserError with the engine's own words when a run fails.
 */
export class PulumiProject {
  private readonly options: PulumiProjectOptions;
  private readonly cli: PulumiCli;
  /** Not ended with the run: it sees to what one that was stopped has left. */
  private readonly lastingCli: PulumiCli;
  private backend: Promise<string | undefined> | undefined;

  constructor(options: PulumiProjectOptions) {
    const { pulumi, env, signal } = options;
    const common = { binary: pulumi, env: { PULUMI_SKIP_UPDATE_CHECK: "true", ...env } };
    this.options = options;
    this.cli = new PulumiCli({ ...common, grace, outputs: false, ...(signal === undefined ? {} : { signal }) });
    this.lastingCli = new PulumiCli(common);
  }

  /** @param packs the policies that judge the run */
  up(stack: string, packs: readonly PolicyPackRun[] = []): Promise<ProjectRun> {
    return this.operate("up", stack, { packs });
  }

  /**
   * Says what `up` would do, without doing it.
   *
   * @param events file to write the engine's events to, see {@link RecordedLog}; default none
   */
  preview(stack: string, packs: readonly PolicyPackRun[] = [], events?: string): Promise<ProjectRun> {
    return this.operate("preview", stack, { packs, ...(events === undefined ? {} : { events }) });
  }

  /**
   * Deletes what the stack owns, unless anything of it is protected. The stack itself, empty, stays.
   *
   * @param env more variables for the engine's plugins
   */
  destroy(stack: string, env: Readonly<Record<string, string>> = {}): Promise<ProjectRun> {
    return this.operate("destroy", stack, { env });
  }

  /** Names of the project's stacks in its backend. */
  async stacks(): Promise<string[]> {
    const { stdout } = await this.ask(["stack", "ls", "--json"]);
    return (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name.split("/").at(-1) ?? name);
  }

  /** Full names, `<organization>/<project>/<stack>`, of stacks that other projects of the backend have and that hold something. */
  async stacksElsewhere(): Promise<string[]> {
    const { stdout } = await this.ask(["stack", "ls", "--all", "--json"]);
    const all = JSON.parse(stdout) as { name: string; resourceCount?: number }[];
    return all
      .filter(({ resourceCount }) => resourceCount !== 0)
      .map(({ name }) => name)
      .filter((name) => name.includes("/") && name.split("/").at(-2) !== this.options.name);
  }

  /** Makes an empty stack. Whatever it writes into the stack's config file stands there from now on. */
  async create(stack: string): Promise<void> {
    await this.ask(["stack", "init", "--no-select", stack]);
  }

  /** Removes an empty stack from the backend; its config file stays. */
  async remove(stack: string): Promise<void> {
    await this.ask(["stack", "rm", stack, "--yes", "--preserve-config"], this.lastingCli);
  }

  /** A stack's state as the engine exports it, secrets in the clear; also of a run that was told to stop. */
  async deployment(stack: string): Promise<Deployment> {
    const { stdout } = await this.ask(["stack", "export", "--show-secrets", "--stack", stack], this.lastingCli);
    return (JSON.parse(stdout) as { deployment?: Deployment }).deployment ?? {};
  }

  /** Takes the protection off some resources of a stack's state. */
  async unprotect(stack: string, urns: readonly string[]): Promise<void> {
    if (urns.length > 0) await this.ask(["state", "unprotect", "--stack", stack, "--yes", ...urns]);
  }

  /** Puts the protection of some resources of a stack's state on again, also when the run was told to stop. */
  async protect(stack: string, urns: readonly string[]): Promise<void> {
    if (urns.length === 0) return;
    const backend = await this.backendFolder();
    // A run that was ended by force leaves its lock.
    if (backend !== undefined) await freeLocks(backend, this.options.name, stack, this.options.progress);
    await this.ask(["state", "protect", "--stack", stack, "--yes", ...urns], this.lastingCli);
  }

  /** Takes some resources out of a stack's state without touching what they stand for. */
  async forget(stack: string, urns: readonly string[]): Promise<void> {
    if (urns.length === 0) return;
    const { stdout } = await this.ask(["stack", "export", "--show-secrets", "--stack", stack]);
    const exported = JSON.parse(stdout) as { deployment?: Deployment };
    const input = JSON.stringify({ ...exported, deployment: withoutResources(exported.deployment ?? {}, urns) });
    await this.ask(["stack", "import", "--stack", stack], this.cli, input);
  }

  private async operate(
    operation: Operation,
    name: string,
    { packs = [], env = {}, events }: Extras,
  ): Promise<ProjectRun> {
    const { folder: workDir, progress, signal } = this.options;
    const began = Date.now();
    const step = progress.step(`${operation} ${name}`);
    const scratch = mkdtempSync(join(tmpdir(), "slipway-packs-"));
    // The engine itself keeps secrets out of what it says.
    const asItIs = (text: string) => text;
    const update = (text: string) => step.update(text);
    const log = events === undefined ? new EventLog(asItIs, update) : new RecordedLog(events, asItIs, update);
    try {
      const common = { workDir, envVars: { ...env }, pulumiCommand: this.cli.command };
      const stack = await Stack.select(name, await LocalWorkspace.create(common));
      await this.cleanUp(stack);
      await perform(operation, stack, log, { packs, folder: scratch });
      const seconds = Math.round((Date.now() - began) / 100) / 10;
      step.done(countsText(log.changes));
      return { stack: name, changes: log.changes, messages: log.messages, planned: log.planned, seconds };
    } catch (error) {
      step.fail();
      throw failureOf({
        operation,
        run: { name, config: {} },
        log,
        error,
        thrown: undefined,
        aborted: isAborted(signal),
      });
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }

  // After a run that was killed. Other backends than folders end what was interrupted in their own ways.
  private async cleanUp(stack: Stack): Promise<void> {
    const { folder: workDir, name: project, progress } = this.options;
    const backend = await this.backendFolder();
    if (backend === undefined) return;
    const where = { workDir, backend, project, stack: stack.name };
    if (!existsSync(stateFile(where))) return;
    await freeLocks(backend, project, stack.name, progress);
    removeBrokenSidecars(backend, project, stack.name);
    await settlePending(stack, this.cli, where, progress);
  }

  /** The folder of a file backend, where what a run that was killed leaves can be put in order. */
  private backendFolder(): Promise<string | undefined> {
    this.backend ??= this.ask(["whoami", "--json"]).then(({ stdout }) => {
      const { url = "" } = JSON.parse(stdout) as { url?: string };
      return url.startsWith("file:///") ? fileURLToPath(url) : undefined;
    });
    return this.backend;
  }

  private async ask(args: readonly string[], cli: PulumiCli = this.cli, input = "") {
    try {
      return await cli.run(args, { cwd: this.options.folder, input });
    } catch (error) {
      if (error instanceof CliError) throw new UserError(`pulumi ${args.slice(0, 2).join(" ")}: ${lastWords(error)}`);
      throw error;
    }
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}
