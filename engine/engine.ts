import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LocalWorkspace, type PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { stringify } from "yaml";
import { cleanPath } from "./clean-path.ts";
import { type EngineOptions, engineEnvironment } from "./engine-options.ts";
import { EventLog } from "./event-log.ts";
import { failureOf } from "./failure.ts";
import { secretHider } from "./hide-secrets.ts";
import { inTurn } from "./in-turn.ts";
import { countsText, type Operation, perform, plainOutputs } from "./operation.ts";
import { keepConnectionsApart } from "./own-connections.ts";
import type { Deployment } from "./pending-creates.ts";
import { PulumiCli } from "./pulumi-cli.ts";
import { freeLocks, settlePending, stateFile } from "./recovery.ts";
import { removeBrokenSelections } from "./selections.ts";
import { removeBrokenSidecars } from "./sidecars.ts";
import { writeStackConfig } from "./stack-config.ts";
import type { RunResult, StackRun } from "./stack-run.ts";
import { writeWhole } from "./write-whole.ts";

/**
 * Runs stacks with the real engine and a file backend, cleaning up first after runs that were cut off.
 *
 * Every method throws UserError with the resource, the engine's own words and how to go on when a run fails.
 */
export class Engine {
  private readonly options: EngineOptions;
  private readonly cli: PulumiCli;
  private readonly backend: string;
  private readonly project: string;

  constructor(options: EngineOptions) {
    this.options = options;
    this.project = options.project ?? "slipway";
    this.backend = fileURLToPath(options.backend);
    keepConnectionsApart();
    for (const folder of [options.home, options.workDir, this.backend]) mkdirSync(folder, { recursive: true });
    const path = cleanPath(join(options.home, "path"), options.plugins ?? []);
    const { signal } = options;
    this.cli = new PulumiCli({
      binary: options.pulumi,
      env: engineEnvironment(options, path),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** Makes the cluster equal to the program. */
  up(run: StackRun): Promise<RunResult> {
    return this.operate("up", run);
  }

  /** Says what `up` would do, without doing it. */
  preview(run: StackRun): Promise<RunResult> {
    return this.operate("preview", run);
  }

  /** Makes the state equal to the cluster; changes nothing in the cluster. */
  refresh(run: StackRun): Promise<RunResult> {
    return this.operate("refresh", run);
  }

  /** Deletes what the stack owns, unless anything of it is protected. The stack itself, empty, stays. */
  destroy(run: StackRun): Promise<RunResult> {
    return this.operate("destroy", run);
  }

  /** Outputs of a stack's last `up`, secrets in the clear; empty when it was never brought up. */
  async outputs(stack: string): Promise<Readonly<Record<string, unknown>>> {
    if (!this.exists(stack)) return {};
    this.writeProject();
    const found = await (await this.stack(stack, async () => ({}))).outputs();
    return plainOutputs(found);
  }

  /** A stack's state as the engine exports it, secrets in the clear; empty when it was never brought up. */
  async deployment(stack: string): Promise<Deployment> {
    if (!this.exists(stack)) return {};
    this.writeProject();
    return (await (await this.stack(stack, async () => ({}))).exportStack()).deployment as Deployment;
  }

  /** Takes the protection off some resources of a stack's state; the next `up` puts it on again where the program has it. */
  async unprotect(stack: string, urns: readonly string[]): Promise<void> {
    this.writeProject();
    await this.cli.run(["state", "unprotect", "--stack", stack, "--yes", ...urns], { cwd: this.options.workDir });
  }

  /**
   * Brings stacks up in the order given.
   *
   * @throws UserError at the first that fails: those before it are up, and the same call goes on where this one stopped.
   */
  upAll(runs: readonly StackRun[]): Promise<RunResult[]> {
    return inTurn(runs, (run) => this.up(run));
  }

  private async operate(operation: Operation, run: StackRun): Promise<RunResult> {
    const began = Date.now();
    const { options, cli } = this;
    const step = options.progress.step(`${operation} ${run.name}`);
    const log = new EventLog(secretHider(run.config), (text) => step.update(text));
    const program = watched(run.program);
    try {
      this.writeProject();
      await freeLocks(this.backend, this.project, run.name, options.progress);
      const stack = await this.stack(run.name, program.run);
      await writeStackConfig(cli, options.workDir, run, options.passphrase);
      await settlePending(stack, cli, { workDir: options.workDir, ...this.state(run.name) }, options.progress);
      const packs = { packs: options.policyPacks ?? [], folder: options.workDir };
      const outputs = await perform(operation, stack, log, packs);
      const seconds = Math.round((Date.now() - began) / 100) / 10;
      const result: RunResult = { stack: run.name, changes: log.changes, messages: log.messages, outputs, seconds };
      step.done(countsText(result.changes));
      return result;
    } catch (error) {
      step.fail();
      throw failureOf({
        operation,
        run,
        log,
        error,
        thrown: program.thrown(),
        aborted: options.signal?.aborted ?? false,
      });
    }
  }

  private async stack(name: string, program: PulumiFn): Promise<Stack> {
    const { workDir, home } = this.options;
    const workspace = await LocalWorkspace.create({
      workDir,
      pulumiHome: home,
      program,
      pulumiCommand: this.cli.command,
    });
    removeBrokenSidecars(this.backend, this.project, name);
    return this.exists(name) ? Stack.select(name, workspace) : Stack.create(name, workspace);
  }

  private exists(stack: string): boolean {
    return existsSync(stateFile(this.state(stack)));
  }

  private state(stack: string): { backend: string; project: string; stack: string } {
    return { backend: this.backend, project: this.project, stack };
  }

  private writeProject(): void {
    const { workDir, home } = this.options;
    const project = { name: this.project, runtime: { name: "nodejs", options: { typescript: false } } };
    writeWhole(join(workDir, "Pulumi.yaml"), stringify(project));
    removeBrokenSelections(home);
  }
}

/** Remembers what a program threw: the engine only passes on its text. */
function watched(program: PulumiFn): { run: PulumiFn; thrown: () => unknown } {
  let thrown: unknown;
  const run: PulumiFn = async () => {
    try {
      return await program();
    } catch (error) {
      thrown = error;
      throw error;
    }
  };
  return { run, thrown: () => thrown };
}
