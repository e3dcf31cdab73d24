import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cleanPath } from "../../engine/clean-path.ts";
import { languageHostIn } from "../support/language-host-in.ts";
import { type PipelineCluster, standIn } from "./pipeline-cluster.ts";

const repository = join(import.meta.dirname, "..", "..");

/** Runs the CLI with these arguments and gives what it wrote to standard output. */
export type PlainPulumi = (args: string[], input?: string, env?: Readonly<Record<string, string>>) => Promise<string>;

/** A CLI in a project folder that is the repository, but for config of its own: the tracked files stay as they are. */
export function plainPulumi(cluster: PipelineCluster): PlainPulumi {
  const project = join(cluster.folder, "project");
  const home = join(cluster.folder, "plain-home");
  for (const folder of [join(project, "config"), join(cluster.folder, "plain-state"), home])
    mkdirSync(folder, { recursive: true });
  for (const name of ["Pulumi.yaml", "package.json", "node_modules", "start.js", "index.ts"]) {
    symlinkSync(join(repository, name), join(project, name));
  }
  writeFileSync(join(project, "config", "Pulumi.delivery.yaml"), "config: {}\n");
  const env = {
    PATH: cleanPath(join(home, "path"), [standIn, languageHostIn(join(home, "host"))]),
    HOME: home,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${join(cluster.folder, "plain-state")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
  };
  return (args, input = "", more = {}) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const options = { cwd: project, env: { ...env, ...more }, encoding: "utf8", timeout: 600_000 } as const;
    const child = execFile(cluster.pulumi, [...args, "--non-interactive"], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`pulumi ${args.join(" ")}: ${error.message}\n${stdout}\n${stderr}`));
    });
    child.stdin?.end(input);
    return promise;
  };
}
