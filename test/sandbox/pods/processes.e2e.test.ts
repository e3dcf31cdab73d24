import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { startProcess } from "../../../sandbox/pods/container-process.ts";
import { ContainerRunner } from "../../../sandbox/pods/container-runner.ts";
import { ImageStore } from "../../../sandbox/pods/image-store.ts";
import type { Container, ContainerStatus } from "../../../sandbox/pods/pod.ts";
import { endLeftOver } from "../../../sandbox/pods/process-records.ts";
import { identify } from "../../../sandbox/process-identity.ts";
import { assembleImage } from "../../../sandbox/seed/oci-image.ts";
import { pushImage } from "../../../sandbox/seed/push-image.ts";
import { installedGo, startRegistry } from "../seed/support.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-pod-processes-"));
const records = join(folder, "records");
afterAll(() => {
  endLeftOver(records);
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

const shell = (script: string, key = "u_main") =>
  startProcess({
    ...{ key, records, file: "/bin/sh", args: ["-c", script], cwd: folder, log: join(folder, `${key}.log`) },
    env: { PATH: "/usr/bin:/bin" },
  });

async function gone(pid: number): Promise<boolean> {
  for (let look = 0; look < 600 && identify(pid); look += 1) await sleep(50);
  return identify(pid) === undefined;
}

/** The pid that a script has written into a file. */
async function childIn(file: string): Promise<number> {
  const path = join(folder, file);
  while (!existsSync(path) || readFileSync(path, "utf8").trim() === "") await sleep(20);
  return Number(readFileSync(path, "utf8"));
}

test("a process is asked to end first; its exit code is told and its record goes", async () => {
  const process = await shell("trap 'exit 7' TERM; echo here; while :; do sleep 0.05; done");
  while (readFileSync(join(folder, "u_main.log"), "utf8") === "") await sleep(20);
  expect(readdirSync(records)).toEqual(["u_main.json"]);
  expect(await process.stop(120)).toEqual({ exitCode: 7 });
  expect(readdirSync(records)).toEqual([]);
});

test("one that doesn't listen is killed after its grace period, with all that it started", async () => {
  const process = await shell(
    "trap '' TERM; sh -c 'trap \"\" TERM; echo $$ > child; while :; do sleep 0.1; done' & while :; do sleep 0.1; done",
  );
  const child = await childIn("child");
  expect(await process.stop(0.2)).toEqual({ exitCode: 137, signal: "SIGKILL" });
  expect(await gone(child)).toBe(true);
});

test("what a process leaves behind ends with it", async () => {
  const process = await shell("sh -c 'echo $$ > left; sleep 100' & while [ ! -s left ]; do sleep 0.05; done; exit 0");
  expect(await process.exited).toEqual({ exitCode: 0 });
  expect(await gone(await childIn("left"))).toBe(true);
});

test("a program that isn't there is an error in the system's words", async () => {
  const args = { key: "none", records, args: [], env: {}, cwd: folder, log: join(folder, "none.log") };
  await expect(startProcess({ ...args, file: join(folder, "none") })).rejects.toThrow(/ENOENT/);
});

test("what a killed runner leaves is ended by the next one, and nobody else's process", async () => {
  const process = await shell("while :; do sleep 0.1; done", "u_left");
  const other = spawn("/bin/sh", ["-c", "while :; do sleep 0.1; done"]);
  await once(other, "spawn");
  expect(endLeftOver(records)).toBe(1);
  expect(await process.exited).toEqual({ exitCode: 137, signal: "SIGKILL" });
  expect(identify(other.pid ?? 0)).toBeDefined();
  other.kill("SIGKILL");
  expect(endLeftOver(records)).toBe(0);
});

test("a container that fails waits longer each time, and one that has done its work is left", async () => {
  const statuses: ContainerStatus[] = [];
  const container: Container = { name: "main", image: "r/x:1" };
  const stop = new AbortController();
  const runner = new ContainerRunner(
    container,
    {
      pull: async () => ({
        id: "r/x@sha256:1",
        repository: "x",
        manifest: { digest: "", config: { digest: "" }, layers: [] },
        config: {},
      }),
      restarts: (exitCode) => exitCode !== 0,
      start: async () => {
        const target = { port: () => undefined, command: () => Promise.reject(new Error("none")) };
        return { process: await shell("exit 3", "u_fails"), ports: new Map(), target, log: "the.log" };
      },
      changed: (status) => {
        statuses.push(status);
        if (status.state.waiting?.reason === "CrashLoopBackOff") stop.abort();
      },
      event: () => {},
    },
    undefined,
  );
  await runner.run(stop.signal);
  const told = statuses.map(({ state, restartCount }) => {
    const { waiting, running, terminated } = state;
    return `${restartCount} ${waiting?.message ?? waiting?.reason ?? (running ? "running" : terminated?.message)}`;
  });
  expect(told).toEqual([
    ...["0 ContainerCreating", "0 running", "0 exit code 3; log: the.log", "1 exit code 3; log: the.log"],
    ...["1 running", "1 exit code 3; log: the.log"],
    "1 back-off 10s restarting failed container main: exit code 3; log: the.log",
  ]);
});

test("a program comes out of a real registry's image as it went in, once, and nothing else does", async () => {
  const registry = await startRegistry(folder);
  const { binary } = await installedGo();
  // Any static program: Go's own.
  const server = readFileSync(binary);
  const common = { architecture: process.arch === "x64" ? "amd64" : process.arch, version: "1", commit: "c" };
  const image = await assembleImage({ ...common, name: "app", server, created: "2026-01-01T00:00:00Z" });
  await pushImage({ registry, repository: "acme/app", tag: "1", image });
  const store = new ImageStore(join(folder, "images"), registry);
  const pulled = await store.pull(`${registry}/acme/app:1`);
  expect(pulled.id).toBe(`${registry}/acme/app@${image.manifest.digest}`);
  const [path, again] = await Promise.all([store.program(pulled, "/app"), store.program(pulled, "/app")]);
  expect([path === again, readFileSync(path).equals(server)]).toEqual([true, true]);
  await expect(store.program(pulled, "/bin/sh")).rejects.toThrow(`image ${pulled.id} holds no program /bin/sh`);
  expect(readdirSync(join(folder, "images")).length).toBe(1);
  await expect(store.pull(`${registry}/acme/app:2`)).rejects.toThrow(
    `http://${registry}/v2/acme/app/manifests/2 is not in the registry`,
  );
  const foreign = await assembleImage({
    ...common,
    architecture: "s390x",
    name: "app",
    server,
    created: "2026-01-01T00:00:00Z",
  });
  await pushImage({ registry, repository: "acme/app", tag: "s390x", image: foreign });
  await expect(store.pull(`${registry}/acme/app:s390x`)).rejects.toThrow(
    `image ${registry}/acme/app:s390x is for linux/s390x, this machine is linux/${common.architecture}`,
  );
  const text = await assembleImage({
    ...common,
    name: "app",
    server: Buffer.from("#!/bin/sh\n"),
    created: "2026-01-01T00:00:00Z",
  });
  await pushImage({ registry, repository: "acme/app", tag: "script", image: text });
  const script = await store.pull(`${registry}/acme/app:script`);
  await expect(store.program(script, "/app")).rejects.toThrow(/^program \/app of image \S+ is a script; /);
});
