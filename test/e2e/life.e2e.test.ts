/**
 * The rules this file protects: the second `up` of each stack changes nothing, nor does `up` after `refresh`; `destroy`
 * leaves nothing in the cluster; `down` leaves no process and no port.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CustomObjectsApi, KubeConfig } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Context } from "../../cli/context.ts";
import { bringUp, type RunningSandbox } from "../../cli/sandbox/bring-up.ts";
import { promoteFirst } from "../../cli/sandbox/first-promotion.ts";
import { stackState } from "../../cli/stacks/stack-state.ts";
import { checkControllers } from "../../cli/stacks/teardown-cluster.ts";
import { protectedResources } from "../../engine/protected-resources.ts";
import { silent } from "../../progress/progress.ts";
import { isSame } from "../../sandbox/process-identity.ts";
import { readSandboxFile, type SandboxFile } from "../../sandbox/state.ts";
import { slipway } from "../support/command.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-life-"));
const state = join(folder, "state");
let sandbox: RunningSandbox;
let file: SandboxFile;

beforeAll(async () => {
  const { code, output } = await slipway("sandbox", "up", "--state", state).ended;
  expect(code, output).toBe(0);
  const context = new Context([], silent, new AbortController().signal);
  sandbox = await bringUp(context, state);
  await promoteFirst(context, sandbox);
  file = sandbox.file;
});

afterAll(async () => {
  await slipway("sandbox", "down", "--state", state).ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

test("a second up of each stack changes nothing", () => {
  expect(sandbox.results.map(({ stack, changes }) => ({ stack, changes }))).toEqual(
    ["delivery", "dev", "staging", "prod"].map((stack) => ({
      stack,
      changes: { create: 0, update: 0, replace: 0, delete: 0, same: expect.any(Number) },
    })),
  );
});

test("an up after a refresh changes nothing, though Argo CD has written to what the stacks own", async () => {
  for (const stack of sandbox.stacks) {
    const refreshed = await sandbox.engine.refresh(stack);
    expect(refreshed.changes, `refresh ${stack.name}`).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
    const again = await sandbox.engine.up(stack);
    expect(again.changes, `up ${stack.name}`).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
  }
});

test("status tells what runs where and ends with 0", async () => {
  const { code, output } = await slipway("sandbox", "status", "--state", state).ended;
  expect(code, output).toBe(0);
  expect(output).toMatch(/^dev +\S+ +\d+\.\d+\.\d+ +\S+ +automatic +yes +Synced +Healthy/m);
});

/** F25 */
test("a teardown while Argo CD's controller is dead is refused before anything is marked for deletion", async () => {
  const { signal } = new AbortController();
  const around = { env: {}, state, start: () => "slipway sandbox up", home: folder, signal };
  const deployment = await sandbox.engine.deployment("dev");
  const dev = { state: stackState({ name: "dev", role: "environment", environment: "dev" }, deployment), deployment };
  const check = () => checkControllers([dev], around, { gone: "slipway down --cluster-gone", onward: "slipway down" });
  await check();
  const identity = file.processes["argocd-application-controller"];
  if (identity === undefined) throw new Error("the sandbox has no process argocd-application-controller");
  process.kill(identity.pid, "SIGKILL");
  while (isSame(identity)) await sleep(50);
  await expect(check()).rejects.toThrow(
    "stack dev: Argo CD's application controller doesn't run: process argocd-application-controller of the sandbox doesn't run, and without it these would never go: Application argocd/goserver-dev\n" +
      `  First: slipway sandbox up --state ${state}\n`,
  );
  // As that line says; what comes next destroys everything.
  const { code, output } = await slipway("sandbox", "up", "--state", state).ended;
  expect(code, output).toBe(0);
  await check();
});

describe("the end", () => {
  test("what is protected isn't destroyed; with its protection taken off, destroy of every stack, last first, leaves nothing of Slipway's in the cluster", async () => {
    const stacks = [...sandbox.stacks].reverse();
    const kept: Record<string, string[]> = {};
    for (const stack of stacks) {
      const found = protectedResources(await sandbox.engine.deployment(stack.name));
      if (found.length > 0) {
        await expect(sandbox.engine.destroy(stack)).rejects.toThrow(/cannot be deleted\s+because it is protected/);
        await sandbox.engine.unprotect(
          stack.name,
          found.map(({ urn }) => urn),
        );
        kept[stack.name] = found.map(({ object }) => object).sort();
      }
      await sandbox.engine.destroy(stack);
    }
    expect(kept).toEqual({
      prod: [
        "AppProject argocd/goserver-prod",
        "Application argocd/goserver-prod",
        "Namespace goserver-prod",
        "Stage goserver/prod",
      ],
      delivery: ["Namespace goserver", "Project goserver"],
    });
    const config = new KubeConfig();
    config.loadFromFile(file.kubeconfig);
    const api = config.makeApiClient(CustomObjectsApi);
    const left: string[] = [];
    for (const [group, version, plural] of [
      ["argoproj.io", "v1alpha1", "applications"],
      ["argoproj.io", "v1alpha1", "appprojects"],
      ["kargo.akuity.io", "v1alpha1", "projects"],
      ["kargo.akuity.io", "v1alpha1", "projectconfigs"],
      ["kargo.akuity.io", "v1alpha1", "warehouses"],
      ["kargo.akuity.io", "v1alpha1", "stages"],
      ["", "v1", "namespaces"],
    ] as const) {
      const answer = await list(api, config, group, version, plural);
      left.push(...answer.filter((name) => name.startsWith("goserver")).map((name) => `${plural}/${name}`));
    }
    expect(left).toEqual([]);
  });

  test("down leaves no process and no port", async () => {
    const processes = readSandboxFile(state)?.processes ?? {};
    expect(Object.keys(processes).length).toBeGreaterThan(8);
    const { code, output } = await slipway("sandbox", "down", "--state", state).ended;
    expect(code, output).toBe(0);
    expect(markedProcesses(state)).toEqual([]);
    for (const { port } of Object.values(processes)) if (port !== undefined) expect(await answers(port)).toBe(false);
    expect(existsSync(join(state, "sandbox.json"))).toBe(false);
  });
});

async function list(
  api: CustomObjectsApi,
  config: KubeConfig,
  group: string,
  version: string,
  plural: string,
): Promise<string[]> {
  if (group === "") {
    const { CoreV1Api } = await import("@kubernetes/client-node");
    return (await config.makeApiClient(CoreV1Api).listNamespace()).items.map(({ metadata }) => metadata?.name ?? "");
  }
  const answer = (await api.listClusterCustomObject({ group, version, plural })) as {
    items: { metadata: { name: string } }[];
  };
  return answer.items.map(({ metadata }) => metadata.name);
}

/** Every process that names the state folder in its environment, whoever started it. */
function markedProcesses(folder: string): string[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").includes(folder);
      } catch {
        return false;
      }
    });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(socket.destroy() && true));
    socket.once("error", () => resolve(false));
  });
}
