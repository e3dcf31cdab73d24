import { type ChildProcess, spawn } from "node:child_process";
import {
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cleanPath } from "../../../engine/clean-path.ts";
import { type PipelineCluster, standIn } from "../../engine/pipeline-cluster.ts";
import { canaries } from "../../support/canaries.ts";
import { type Ended, root } from "../../support/command.ts";
import { languageHostIn } from "../../support/language-host-in.ts";

/** A project of a user's own, with the sample's definition, its own state and its own environment. */
export interface UserProject {
  readonly folder: string;
  /** Config as it stands in a stack's file. */
  config(stack: string): string;
  /** Starts `slipway ARGS` in the project's folder. */
  start(...args: string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> };
  slipway(...args: string[]): Promise<Ended>;
  /** The CLI itself, as the user would type it. */
  pulumi(...args: string[]): Promise<Ended>;
  /** The same with something on its standard input, and variables of the user's beside the project's. */
  pulumiWith(input: string, env: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended>;
  /** Everything that these programs said, and everything that stands in the backend. */
  told(): string;
  remove(): void;
}

/** What a project needs beside the sample's. */
export interface ProjectNeeds {
  /** Folders of plugins, beside the Kubernetes one. */
  readonly plugins?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * In a folder of its own, which outlives the cluster.
 *
 * @param cluster where the project's stacks lead to, through a context of a kubeconfig file
 * @param stacks names of the sample's stacks that the project has
 * @param context the context's name
 */
export function userProject(
  cluster: Pick<PipelineCluster, "kubeconfig" | "pulumi">,
  stacks: readonly string[],
  context = "test",
  { plugins = [], env: needed = {} }: ProjectNeeds = {},
): UserProject {
  const folder = mkdtempSync(join(tmpdir(), "slipway-user-project-"));
  const home = join(folder, "home");
  const state = join(folder, "state");
  for (const each of [join(folder, "config"), join(folder, "cli"), home, state]) mkdirSync(each, { recursive: true });
  for (const file of ["Pulumi.yaml", "package.json", "node_modules", "start.js", "index.ts", "apps"]) {
    symlinkSync(join(root, file), join(folder, file));
  }
  const file = (stack: string) => join(folder, "config", `Pulumi.${stack}.yaml`);
  for (const stack of stacks) {
    const tracked = readFileSync(join(root, "config", `Pulumi.${stack}.yaml`), "utf8");
    writeFileSync(file(stack), `${tracked.trimEnd()}\n  slipway:context: ${context}\n`);
  }
  const pulumi = join(folder, "cli", "pulumi");
  languageHostIn(join(folder, "cli"));
  copyFileSync(cluster.pulumi, pulumi, constants.COPYFILE_FICLONE);
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
  const env = {
    PATH: cleanPath(join(home, "path"), [standIn, ...plugins, dirname(pulumi)]),
    HOME: home,
    TMPDIR: folder,
    CI: "true",
    NO_COLOR: "1",
    KUBECONFIG: kubeconfig,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "Canary0123456789",
    // Nothing here needs them; nothing may show them either.
    GITHUB_TOKEN: canaries[0],
    SLIPWAY_DOCKERHUB_TOKEN: canaries[3],
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    ...needed,
  };
  let said = "";
  const start = (program: string, args: readonly string[], input = "", more: Readonly<Record<string, string>> = {}) => {
    const child = spawn(program, args, { cwd: folder, env: { ...env, ...more }, stdio: "pipe" });
    child.stdin.on("error", () => undefined).end(input);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk;
        said += chunk;
      });
    }
    const ended = new Promise<Ended>((settle, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => settle({ code, signal, output }));
    });
    return { child, ended };
  };
  const own = (...args: string[]) => start(process.execPath, [join(root, "cli/slipway.ts"), ...args]);
  return {
    folder,
    config: (stack) => readFileSync(file(stack), "utf8"),
    start: own,
    slipway: (...args) => own(...args).ended,
    told: () => said + filesIn(state),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
    pulumi: (...args) => start(pulumi, [...args, "--non-interactive"]).ended,
    pulumiWith: (input, more, ...args) => start(pulumi, [...args, "--non-interactive"], input, more).ended,
  };
}

function filesIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}
