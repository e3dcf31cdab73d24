import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasPipelineCluster, type PipelineCluster, stackRun, startPipelineCluster } from "./pipeline-cluster.ts";
import { type PlainPulumi, plainPulumi } from "./plain-pulumi.ts";

const stacks = ["delivery", "dev"];

describe.skipIf(!hasPipelineCluster())("plain pulumi up", () => {
  let cluster: PipelineCluster;
  let pulumi: PlainPulumi;
  beforeAll(async () => {
    cluster = await startPipelineCluster();
    pulumi = plainPulumi(cluster);
  });
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
  }, 1_200_000);
});
