import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as automation from "@pulumi/pulumi/automation/index.js";
import { keepConnectionsApart } from "../../engine/own-connections.ts";
import { toolsFolder } from "../support/api-server.ts";
import { leaveOutPromiseTraces } from "../support/promise-traces.ts";

/** Something that serves pulumirpc.ResourceProvider as `pulumi-resource-kubernetes`. */
export interface Plugin {
  readonly name: "stand-in" | "real plugin";
  /** Folder to put on the engine's PATH. */
  readonly folder: string;
}

const repository = join(import.meta.dirname, "..", "..");
export const standInPlugin: Plugin = { name: "stand-in", folder: join(repository, "provider", "bin") };

/** The real plugin, of a version this one stands in for, from the PATH or from Pulumi's plugin folder. */
export function realPlugin(): Plugin | undefined {
  const file = "pulumi-resource-kubernetes";
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && folder !== standInPlugin.folder && existsSync(join(folder, file)));
  const plugins = join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
  const cached = (existsSync(plugins) ? readdirSync(plugins) : [])
    .filter((name) => /^resource-kubernetes-v4\.34\.\d+$/.test(name))
    .map((name) => join(plugins, name))
    .filter((folder) => existsSync(join(folder, file)));
  const folder = [...onPath, ...cached][0];
  return folder === undefined ? undefined : { name: "real plugin", folder };
}

export function hasEngine(): boolean {
  return existsSync(join(toolsFolder, "pulumi"));
}

/** One Pulumi home and file backend, in which tests make stacks. */
export class EngineRoom {
  readonly folder: string;
  readonly env: Record<string, string>;

  constructor(parent: string, plugin: Plugin) {
    keepConnectionsApart();
    leaveOutPromiseTraces();
    this.folder = mkdtempSync(join(parent, "pulumi-"));
    mkdirSync(join(this.folder, "state"));
    this.env = {
      PATH: [plugin.folder, toolsFolder, "/usr/bin", "/bin"].join(delimiter),
      HOME: this.folder,
      SLIPWAY_NODE: process.execPath,
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      KUBECONFIG: "/nonexistent",
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(this.folder, "compile-cache"),
    };
  }

  /** A new stack; its program can be changed between runs. */
  async stack(name: string, program: automation.PulumiFn): Promise<TestStack> {
    // The Automation API looks for the engine in a folder `bin` of its root, and the tools' folder has a name of its own.
    const root = join(this.folder, "engine");
    if (!existsSync(root)) {
      mkdirSync(join(root, "bin"), { recursive: true });
      symlinkSync(join(toolsFolder, "pulumi"), join(root, "bin", "pulumi"));
    }
    const command = await automation.PulumiCommand.get({ root, skipVersionCheck: true });
    const stack = await automation.LocalWorkspace.createStack(
      { stackName: name, projectName: "contract", program },
      { envVars: this.env, pulumiCommand: command, pulumiHome: this.env.PULUMI_HOME ?? "" },
    );
    return new TestStack(stack, join(this.folder, "state", ".pulumi", "stacks", "contract", `${name}.json`));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class TestStack {
  readonly stack: automation.Stack;
  /** The state as the file backend keeps it. */
  readonly stateFile: string;

  constructor(stack: automation.Stack, stateFile: string) {
    this.stack = stack;
    this.stateFile = stateFile;
  }

  /** Runs `up` and gives how many resources were created, updated, replaced, …, and what the engine printed. */
  async up(program?: automation.PulumiFn): Promise<Run> {
    if (program !== undefined) this.stack.workspace.program = program;
    return this.#run(
      (onOutput) => this.stack.up({ onOutput, onError: onOutput, color: "never" }),
      (result) => result.summary.resourceChanges,
    );
  }

  async preview(program?: automation.PulumiFn): Promise<Run> {
    if (program !== undefined) this.stack.workspace.program = program;
    return this.#run(
      (onOutput) => this.stack.preview({ onOutput, onError: onOutput, diff: true, color: "never" }),
      (result) => result.changeSummary,
    );
  }

  async refresh(): Promise<Run> {
    return this.#run(
      (onOutput) => this.stack.refresh({ onOutput, onError: onOutput, color: "never" }),
      (result) => result.summary.resourceChanges,
    );
  }

  async destroy(): Promise<Run> {
    return this.#run(
      (onOutput) => this.stack.destroy({ onOutput, onError: onOutput, color: "never" }),
      (result) => result.summary.resourceChanges,
    );
  }

  async #run<T>(act: (onOutput: (text: string) => void) => Promise<T>, changes: (result: T) => unknown): Promise<Run> {
    let output = "";
    try {
      const result = await act((text) => {
        output += text;
      });
      const counted = (changes(result) ?? {}) as Record<string, number>;
      // Not the stack and the provider itself, which every run counts.
      return { ok: true, changes: counted, output };
    } catch (error) {
      return { ok: false, changes: {}, output: `${output}\n${error instanceof Error ? error.message : String(error)}` };
    }
  }
}

export interface Run {
  readonly ok: boolean;
  readonly changes: Readonly<Record<string, number>>;
  readonly output: string;
}

/** Processes that were started with a room's environment: its engines and what they started. Linux only. */
export function processes(room: EngineRoom): { readonly pid: number; readonly command: string }[] {
  return processesOf(room.env.PULUMI_HOME ?? "");
}

/** Processes of one PULUMI_HOME: engines, and all that they have started. Linux only. */
export function processesOf(home: string): { readonly pid: number; readonly command: string }[] {
  const mark = `PULUMI_HOME=${home}\0`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/environ`, "utf8").includes(mark)) return [];
        return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, "utf8") }];
      } catch {
        // It ended meanwhile, or is somebody else's.
        return [];
      }
    });
}

/** The engines of a room that run `pulumi up` now. */
export function engines(room: EngineRoom): { readonly pid: number }[] {
  return processes(room).filter(({ command }) => command.startsWith(`${join(room.folder, "engine/bin/pulumi")}\0up\0`));
}

/** The engines of a PULUMI_HOME that run `pulumi up` now. Linux only. */
export function engineProcesses(home: string): { readonly pid: number }[] {
  return processesOf(home).filter(({ command }) => /^[^\0]*\/pulumi\0up\0/.test(command));
}

/** Waits until `is` holds. @throws Error when it does not within `ms` */
export async function within(ms: number, is: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await is())) {
    if (Date.now() > deadline) throw new Error(`not so after ${ms / 1000} s`);
    await sleep(100);
  }
}
