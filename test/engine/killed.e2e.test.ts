import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../support/seeded.ts";
import {
  destroyAll,
  hasPipelineCluster,
  type PipelineCluster,
  resourcesOf,
  stackRun,
  startPipelineCluster,
} from "./pipeline-cluster.ts";
import { recorder } from "./recorder.ts";

// Who is killed, in turn: the engine, the program that runs it, or both at once.
const victims = ["engine", "program", "both"] as const;

describe.skipIf(!hasPipelineCluster() || process.platform !== "linux")("a run that was killed", () => {
  let cluster: PipelineCluster;
  beforeAll(async () => {
    cluster = await startPipelineCluster();
  });
  afterAll(() => cluster?.stop());

  test("is taken up by the next one, whoever was killed and when", async () => {
    const random = seeded(20261121);
    const notes: string[] = [];
    for (const [round, victim] of [...victims, ...victims].entries()) {
      const name = `round-${round}`;
      const folder = join(cluster.folder, name);
      const input = { pulumi: cluster.pulumi, folder, kubeconfig: cluster.kubeconfig, stack: "delivery" };
      const child = spawn(process.execPath, [join(import.meta.dirname, "up.ts"), JSON.stringify(input)], {
        stdio: "ignore",
      });
      await firstObject(cluster, child);
      await sleep(random() * 1500);
      kill(child, victim);
      await new Promise((resolve) =>
        child.exitCode === null && child.signalCode === null ? child.once("exit", resolve) : resolve(0),
      );

      const record = recorder();
      const engine = cluster.engine(name, { progress: record.progress });
      await engine.up(stackRun(cluster, "delivery"));
      notes.push(...record.notes.map((note) => note.replace(/ \(pid.*\)/, "")));
      expect((await engine.up(stackRun(cluster, "delivery"))).changes).toEqual({
        create: 0,
        update: 0,
        replace: 0,
        delete: 0,
        same: resourcesOf("delivery"),
      });
      await destroyAll(engine, stackRun(cluster, "delivery"));
      expect(await cluster.names()).toEqual([]);
      // A provider ends a moment after its engine.
      const end = Date.now() + 120_000;
      while (orphans(folder).length > 0 && Date.now() < end) await sleep(100);
      expect(orphans(folder)).toEqual([]);
    }
    console.log([...new Set(notes)].join("\n"));
    expect(notes).toContain("stack delivery: took away the lock of an interrupted run");
  }, 1_800_000);

  test("is taken up although it was killed while the backend wrote beside the state", async () => {
    const engine = cluster.engine("sidecar");
    await engine.up(stackRun(cluster, "delivery"));
    const stacks = join(cluster.folder, "sidecar", "state", ".pulumi", "stacks", "slipway");
    const sidecar = join(stacks, "delivery.json.attrs");
    expect(JSON.parse(readFileSync(sidecar, "utf8"))).toMatchObject({ "user.content_type": expect.any(String) });
    truncateSync(sidecar);
    expect((await engine.up(stackRun(cluster, "delivery"))).changes.same).toBe(resourcesOf("delivery"));
    truncateSync(sidecar);
    expect(Object.keys(await engine.outputs("delivery")).sort()).toEqual(["digest", "project"]);
    await destroyAll(engine, stackRun(cluster, "delivery"));
  }, 900_000);
});

async function firstObject(cluster: PipelineCluster, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 240_000;
  while ((await cluster.names()).length === 0) {
    if (child.exitCode !== null) throw new Error(`up.ts ended with code ${child.exitCode} before anything existed`);
    if (Date.now() > deadline) throw new Error("nothing existed after 240 s");
    await sleep(20);
  }
}

function kill(program: ChildProcess, victim: (typeof victims)[number]): void {
  const engines = childrenOf(program.pid ?? 0);
  if (victim !== "engine") program.kill("SIGKILL");
  if (victim === "program") return;
  for (const pid of engines) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself in the same moment.
    }
  }
}

function childrenOf(parent: number): number[] {
  return processes().filter((pid) => stat(pid)[1] === String(parent));
}

/** Processes that still work for a sandbox folder. */
function orphans(folder: string): string[] {
  return processes()
    .filter((pid) => pid !== process.pid && environment(pid).includes(`PULUMI_HOME=${folder}/`))
    .map((pid) => `${pid} ${stat(pid)[0]}`);
}

const processes = () =>
  readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0);

// State and parent, the fields after the command's name.
function stat(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

function environment(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return "";
  }
}
