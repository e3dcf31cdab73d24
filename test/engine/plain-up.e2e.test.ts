import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../support/kargo-server.ts";
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
    await refusesToDeleteTheProject(cluster);
    await expect(pulumi(["destroy", "--stack", "delivery", "--yes", "--skip-preview"])).rejects.toThrow(
      "Stage dev still stands in Kargo Project goserver and would go with it. First: slipway down dev, or without any name to " +
        "destroy all stacks in order (where only this app has left the definition: slipway up dev)",
    );
    for (const stack of [...stacks].reverse()) await pulumi(["destroy", "--stack", stack, "--yes", "--skip-preview"]);
    expect(await cluster.names()).toEqual([]);

    const engine = cluster.engine("inline");
    const inline = await engine.upAll(stacks.map((stack) => stackRun(cluster, stack)));
    expect(plain).toEqual(inline.map((each) => each.outputs));
    // no policy about Stages was left in between: the API server looks at them again all the same
    await refusesToDeleteTheProject(cluster);
  }, 1_200_000);
});

/** The Project goes with its namespace, so both are refused; a dry run is asked for the same permission. */
async function refusesToDeleteTheProject({ ask }: PipelineCluster): Promise<void> {
  for (const path of ["/apis/kargo.akuity.io/v1alpha1/projects/goserver", "/api/v1/namespaces/goserver"])
    await until(
      `the deletion of ${path} to be refused`,
      async () => (await ask("DELETE", `${path}?dryRun=All`)).code === 403,
      240,
    );
}
