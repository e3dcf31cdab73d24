import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiServer, hasApiServer, startApiServer } from "../support/api-server.ts";
import { writeChart } from "../support/tiny-chart.ts";
import { testTools } from "../support/tools.ts";
import { EngineRoom, engines, hasEngine, processes, realPlugin, standInPlugin, within } from "./engine-harness.ts";

const plugins = [standInPlugin, realPlugin()].filter((plugin) => plugin !== undefined);
const canary = "canary-of-a-release";

describe.skipIf(!hasApiServer() || !hasEngine()).each(plugins)(
  "a Helm release by the $name",
  { timeout: 900_000 },
  (plugin) => {
    let api: ApiServer;
    let room: EngineRoom;
    let one: string;
    let two: string;
    beforeAll(async () => {
      api = await startApiServer();
      room = new EngineRoom(api.folder, plugin);
      room.env.SLIPWAY_HELM = await testTools().get("helm");
      room.env.TMPDIR = join(room.folder, "tmp");
      mkdirSync(room.env.TMPDIR);
      [one, two] = [writeChart(room.folder, "1.0.0"), writeChart(room.folder, "2.0.0")];
    });
    afterAll(async () => {
      room?.remove();
      await api?.stop();
    });

    const cluster = () => new k8s.Provider("cluster", { kubeconfig: api.kubeconfig, clusterIdentifier: "test" });
    const program = (namespace: string, args: Partial<k8s.helm.v3.ReleaseArgs>) => async () => {
      const provider = cluster();
      const made = new k8s.core.v1.Namespace("namespace", { metadata: { name: namespace } }, { provider });
      const release = new k8s.helm.v3.Release(
        "tiny",
        { name: "tiny", namespace: made.metadata.name, chart: one, timeout: 60, ...args },
        { provider },
      );
      return { status: release.status, names: release.resourceNames, version: release.version };
    };
    const said = async (namespace: string) =>
      (await api.ask("GET", `/api/v1/namespaces/${namespace}/configmaps/tiny`)).body.data;
    const stored = async (namespace: string) => {
      const { body } = await api.ask("GET", `/api/v1/namespaces/${namespace}/secrets?labelSelector=owner%3Dhelm`);
      return body.items.map(({ metadata }: { metadata: { labels: { version: string; status: string } } }) => [
        metadata.labels.version,
        metadata.labels.status,
      ]);
    };
    const filesLeft = () => readdirSync(room.env.TMPDIR ?? "").filter((name) => name.startsWith("slipway-helm-"));

    test("is previewed before anything exists, installed, the same the second time, upgraded, and uninstalled", async () => {
      const values = { said: pulumi.secret(canary) };
      const stack = await room.stack("life", program("life", { values }));
      const preview = await stack.preview();
      expect(preview.changes, preview.output).toEqual({ create: 4 });
      const up = await stack.up();
      expect(up.changes, up.output).toEqual({ create: 4 });
      expect(await said("life")).toEqual({ said: canary, chart: "1.0.0" });
      const outputs = async () =>
        Object.fromEntries(Object.entries(await stack.stack.outputs()).map(([key, { value }]) => [key, value]));
      const status = { appVersion: "9.1.0.0", chart: "tiny", name: "tiny", namespace: "life", status: "deployed" };
      expect(await outputs()).toEqual({
        names: { "ConfigMap/v1": ["life/tiny"] },
        status: { ...status, revision: 1, version: "1.0.0" },
        version: "1.0.0",
      });
      await stack.refresh();
      expect((await stack.up()).changes).toEqual({ same: 4 });

      const upgraded = await stack.up(program("life", { chart: two, values: { said: pulumi.secret(`${canary}-2`) } }));
      expect(upgraded.changes, upgraded.output).toEqual({ same: 3, update: 1 });
      expect(await said("life")).toEqual({ said: `${canary}-2`, chart: "2.0.0" });
      expect(await outputs()).toMatchObject({ status: { revision: 2, version: "2.0.0" }, version: "2.0.0" });
      for (const text of [preview.output, up.output, upgraded.output, readFileSync(stack.stateFile, "utf8")])
        expect(text).not.toContain(canary);

      const gone = await stack.destroy();
      expect(gone.changes, gone.output).toEqual({ delete: 4 });
      expect((await api.ask("GET", "/api/v1/namespaces/life")).code).toBe(404);
    });

    test("that fails is taken back when it is atomic; else it is kept, and mended by the next up", async () => {
      const stack = await room.stack(
        "failed",
        program("failed", { atomic: true, timeout: 3, values: { waits: true } }),
      );
      const taken = await stack.up();
      expect(taken.ok).toBe(false);
      expect(taken.output).toMatch(/context deadline exceeded|timed out waiting/);
      expect(await stored("failed")).toEqual([]);
      expect(await said("failed")).toBeUndefined();
      const kept = await stack.up(program("failed", { timeout: 3, values: { waits: true } }));
      expect(kept.output).toContain('Helm release "failed/tiny" was created, but failed to initialize completely');
      expect(await stored("failed")).toEqual([["1", "failed"]]);
      const next = await stack.up(program("failed", { skipAwait: true, values: { waits: true } }));
      expect(next.changes, next.output).toEqual({ same: 3, update: 1 });
      expect(await stored("failed")).toEqual([
        ["1", "superseded"],
        ["2", "deployed"],
      ]);
      await stack.destroy();
    });

    test("whose chart isn't there is refused at preview, by name", async () => {
      const stack = await room.stack("nowhere", program("nowhere", { chart: join(room.folder, "no-such-chart") }));
      const preview = await stack.preview();
      expect(preview.ok).toBe(false);
      expect(preview.output).toMatch(/no-such-chart.*check the chart name and repository configuration/s);
    });

    test("that was installed by hand can be imported, and is made again when somebody uninstalled it", async () => {
      await api.ask("POST", "/api/v1/namespaces", { metadata: { name: "by-hand" } });
      const kubeconfig = join(room.folder, "kubeconfig");
      writeFileSync(kubeconfig, api.kubeconfig);
      const helm = (...args: string[]) =>
        promisify(execFile)(room.env.SLIPWAY_HELM ?? "", [
          ...args,
          "--namespace",
          "by-hand",
          "--kubeconfig",
          kubeconfig,
        ]);
      await helm("install", "tiny", one, "--set", "said=hello");
      const stack = await room.stack("by-hand", async () => {
        const args = { name: "tiny", namespace: "by-hand", chart: one, timeout: 60, values: { said: "hello" } };
        new k8s.helm.v3.Release("tiny", args, { provider: cluster(), import: "by-hand/tiny" });
      });
      const imported = await stack.up();
      expect(imported.ok, imported.output).toBe(true);
      await helm("uninstall", "tiny");
      await stack.refresh();
      const again = await stack.up(async () => {
        const args = { name: "tiny", namespace: "by-hand", chart: one, timeout: 60, values: { said: "hello" } };
        new k8s.helm.v3.Release("tiny", args, { provider: cluster() });
      });
      expect(again.changes, again.output).toEqual({ same: 2, create: 1 });
      expect(await said("by-hand")).toEqual({ said: "hello", chart: "1.0.0" });
      await stack.destroy();
    });

    test("that somebody else installed is refused, and isn't taken for one's own", async () => {
      const elsewhere = join(room.folder, "by-hand.yaml");
      writeFileSync(elsewhere, api.kubeconfig, { mode: 0o600 });
      await api.ask("POST", "/api/v1/namespaces", { metadata: { name: "theirs" } });
      const args = ["install", "tiny", one, "--namespace", "theirs", "--kubeconfig", elsewhere];
      await promisify(execFile)(room.env.SLIPWAY_HELM ?? "", args);
      const stack = await room.stack("theirs", async () => {
        new k8s.helm.v3.Release("tiny", { name: "tiny", namespace: "theirs", chart: two }, { provider: cluster() });
      });
      const up = await stack.up();
      expect(up.ok).toBe(false);
      expect(up.output).toContain("cannot re-use a name that is still in use");
      expect(readFileSync(stack.stateFile, "utf8").includes("helm.sh/v3:Release")).toBe(false);
      await stack.destroy();
      expect(await stored("theirs")).toEqual([["1", "deployed"]]);
    });

    test("is left pending when engine and helm are killed, with no process and no file behind", async () => {
      const stack = await room.stack("killed", program("killed", { values: { waits: true } }));
      const running = stack.up();
      await within(200_000, async () => (await stored("killed").catch(() => [])).length > 0);
      for (const { pid } of engines(room)) process.kill(pid, "SIGKILL");
      expect((await running).ok).toBe(false);
      await within(120_000, async () => processes(room).length === 0);
      expect(await stored("killed")).toEqual([["1", "pending-install"]]);
      expect(filesLeft()).toEqual([]);
    });
  },
);
