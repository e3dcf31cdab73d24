import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KindCluster } from "../../../components/cluster/kind-cluster.ts";
import type { Engine } from "../../../engine/engine.ts";
import { UserError } from "../../../model/problem.ts";
import { engineIn } from "../../support/engine-in.ts";
import { testTools } from "../../support/tools.ts";
import { type KindEngine, kept, kind, kindEngine, node } from "./kind-engine.ts";

/**
 * The folder of pulumi-resource-command 1.2.1, which registries of packages don't have: with it the component goes through
 * the real engine and plugin to kind itself (kind-itself.e2e.test.ts).
 */
const given = process.env["SLIPWAY_TEST_COMMAND_PLUGIN"];

describe.skipIf(given === undefined)(
  "a kind cluster by Pulumi's own plugin, where SLIPWAY_TEST_COMMAND_PLUGIN names its folder",
  () => {
    let docker: KindEngine;
    let engine: Engine;
    beforeAll(async () => {
      docker = kindEngine();
      const provider = join(import.meta.dirname, "../../../provider/bin");
      const PATH = [given, provider, dirname(process.execPath), docker.env["PATH"]].join(delimiter);
      engine = engineIn(join(docker.folder, "stack"), await testTools().get("pulumi"), {
        env: { ...docker.env, PATH },
      });
    });
    afterAll(() => docker?.remove());

    const run = (cluster: object = {}) => ({
      name: "platform",
      config: {},
      program: async () => {
        new KindCluster("cluster", { choice: kind(cluster) });
      },
    });
    const none = { create: 0, update: 0, delete: 0, replace: 0, same: 0 };

    test("is made once, refused another config or name, and deleted", async () => {
      const made = await engine.up(run());
      expect(made.changes).toMatchObject({ ...none, create: expect.any(Number) });
      expect(docker.has(node)).toBe(true);
      expect((await engine.up(run())).changes).toEqual({ ...none, same: made.changes.create });

      const first = "take down what stands in it first: slipway down, then slipway up";
      const refused = (...lines: readonly string[]) =>
        new UserError(
          `stack platform: up failed:\n  ${['cluster-kind (command:local:Command): exit status 1: running "change":', ...lines].join("\n    ")}`,
        );
      for (const _ of ["once", "again"])
        await expect(engine.up(run({ ports: { argocd: 31_980 } }))).rejects.toEqual(
          refused(
            "<       - containerPort: 31080",
            "<         hostPort: 31080",
            ">       - containerPort: 31980",
            ">         hostPort: 31980",
            `The kind cluster slipway was made with another config (above: < what it has, > what is asked for), and kind can't change a cluster. Set platform.cluster back (its image too, where an upgrade of Slipway asks for a newer one), or ${first}`,
          ),
        );
      // What was refused isn't in the state: the settings of before are the same again.
      expect((await engine.up(run())).changes).toEqual({ ...none, same: made.changes.create });
      await expect(engine.up(run({ name: "other" }))).rejects.toEqual(
        refused(
          `This stack's kind cluster is slipway, and platform.cluster.name now says other: that would be another cluster, with nothing in it. Set the name back, or ${first}`,
        ),
      );
      expect([docker.has(node), existsSync(join(docker.folder, kept))]).toEqual([true, true]);
      // Nor is the name, by which the command deletes.
      await engine.destroy(run());
      expect([docker.has(node), existsSync(join(docker.folder, kept))]).toEqual([false, false]);
    });
  },
);
