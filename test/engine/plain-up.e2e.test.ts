import { execFile } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cleanPath } from "../../engine/clean-path.ts";
import { toolsFolder } from "../support/api-server.ts";
import {
  hasPipelineCluster,
  type PipelineCluster,
  stackRun,
  standIn,
  startPipelineCluster,
} from "./pipeline-cluster.ts";

const repository = join(import.meta.dirname, "..", "..");
const languageHost = process.env["SLIPWAY_TEST_LANGUAGE_HOST"] ?? join(toolsFolder, "pulumi-language-nodejs");
const stacks = ["delivery", "dev"];

describe.skipIf(!hasPipelineCluster() || !existsSync(languageHost))("plain pulumi up", () => {
  let cluster: PipelineCluster;
  let pulumi: (args: string[], input?: string) => Promise<string>;
  beforeAll(async () => {
    cluster = await startPipelineCluster();
    pulumi = plainPulumi(cluster);
  }, 120_000);
  afterAll(() => cluster?.stop());

  test("runs the same functions: outputs are those of the Automation API", async () => {
    const plain: unknown[] = [];
    for (const stack of stacks) {
      await pulumi(["stack", "init", stack]);
      for (const [key, { value, secret }] of Object.entries(stackRun(cluster, stack).config)) {
        await pulumi(["config", "set", "--stack", stack, ...(secret ? ["--secret"] : []), key], value);
      }
      await pulumi(["up", "--stack", stack, "--yes", "--skip-preview"]);
      plain.push(JSON.parse(await pulumi(["stack", "output", "--json", "--stack", stack])));
    }
    // delivery's Project holds a protected Stage
    await expect(pulumi(["destroy", "--stack", "delivery", "--yes", "--skip-preview"])).rejects.toThrow(
      /resource "urn:pulumi:delivery::\S+::goserver-project" cannot be deleted\s+because it is protected/,
    );
    await pulumi(["state", "unprotect", "--all", "--stack", "delivery", "--yes"]);
    for (const stack of [...stacks].reverse()) await pulumi(["destroy", "--stack", stack, "--yes", "--skip-preview"]);
    expect(await cluster.names()).toEqual([]);

    const engine = cluster.engine("inline");
    const inline = await engine.upAll(stacks.map((stack) => stackRun(cluster, stack)));
    expect(plain).toEqual(inline.map((each) => each.outputs));
  });
});

/** A CLI in a project folder that is the repository, but for config of its own: the tracked files stay as they are. */
function plainPulumi(cluster: PipelineCluster): (args: string[], input?: string) => Promise<string> {
  const project = join(cluster.folder, "project");
  const home = join(cluster.folder, "plain-home");
  for (const folder of [join(project, "config"), join(cluster.folder, "plain-state"), home])
    mkdirSync(folder, { recursive: true });
  for (const name of ["Pulumi.yaml", "package.json", "node_modules", "start.js", "index.ts"]) {
    symlinkSync(join(repository, name), join(project, name));
  }
  writeFileSync(join(project, "config", "Pulumi.delivery.yaml"), "config: {}\n");
  const env = {
    PATH: cleanPath(join(home, "path"), [standIn, dirname(languageHost)]),
    HOME: home,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${join(cluster.folder, "plain-state")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  return (args, input = "") => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const options = { cwd: project, env, encoding: "utf8", timeout: 120_000 } as const;
    const child = execFile(cluster.pulumi, [...args, "--non-interactive"], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`pulumi ${args.join(" ")}: ${error.message}\n${stdout}\n${stderr}`));
    });
    child.stdin?.end(input);
    return promise;
  };
}
