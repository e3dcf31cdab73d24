import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll } from "vitest";
import { silent } from "../../../progress/progress.ts";
import type { GoProgram } from "../../../sandbox/seed/build-image.ts";
import type { GitRemote } from "../../../sandbox/seed/git.ts";
import { serverGo } from "../../../sandbox/seed/server-go.ts";
import { cacheFolder } from "../../../sandbox/toolchain/cache.ts";
import { findGo } from "../../../sandbox/toolchain/go.ts";
import { openToolchain } from "../../../sandbox/toolchain/toolchain.ts";
import { freePort } from "../../support/processes.ts";

/** A folder that goes with the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-seed-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** An empty bare repository in a folder, as a remote by its path. */
export function bareRepository(folder: string, name: string): GitRemote {
  const url = join(folder, `${name}.git`);
  git(folder, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", url);
  return { url, user: "slipway", password: "hunter-2-secret" };
}

export function git(cwd: string, ...args: string[]): string {
  const env = {
    PATH: process.env["PATH"],
    HOME: cwd,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "somebody",
    GIT_AUTHOR_EMAIL: "somebody@example.invalid",
    GIT_COMMITTER_NAME: "somebody",
    GIT_COMMITTER_EMAIL: "somebody@example.invalid",
  };
  return execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();
}

/** A program of the sandbox: from the folder SLIPWAY_TEST_TOOLS, else as the sandbox itself gets it. */
export async function program(name: "kustomize" | "registry"): Promise<string> {
  const folder = process.env["SLIPWAY_TEST_TOOLS"];
  if (folder) return join(folder, name);
  return openToolchain({ cache: cacheFolder(process.env), progress: silent, env: process.env }).get(name);
}

/** The Go on PATH, as the sandbox uses it for the server. */
export async function installedGo(): Promise<GoProgram> {
  const go = await findGo(process.env);
  if (!go) throw new Error("there is no Go on PATH");
  return serverGo(go, cacheFolder(process.env), process.env);
}

const started: { readonly kill: () => void; readonly ended: Promise<unknown> }[] = [];

// Here, when the test file is collected: a hook that is registered while tests run is never called.
afterAll(async () => {
  for (const one of started) one.kill();
  await Promise.all(started.map((one) => one.ended));
});

/** Starts a program that listens on a port, waits until it answers there, and ends it with the test file. */
export async function start(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  url: string,
): Promise<{ output(): string; ended: Promise<number | null>; kill(signal: NodeJS.Signals): void }> {
  const child = spawn(command, args, { env: { PATH: process.env["PATH"] ?? "", ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const ended = once(child, "close").then(([code]) => code as number | null);
  started.push({ kill: () => child.kill("SIGKILL"), ended });
  const deadline = Date.now() + 120_000;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer) return { output: () => output, ended, kill: (signal) => child.kill(signal) };
    await setTimeout(50);
  }
  throw new Error(`${command} did not answer at ${url} within 120 s: ${output}`);
}

/** A real registry on a free port. */
export async function startRegistry(folder: string): Promise<string> {
  const registry = `127.0.0.1:${await freePort()}`;
  const config = join(folder, "registry.yaml");
  const storage = { filesystem: { rootdirectory: join(folder, "registry") } };
  writeFileSync(config, JSON.stringify({ version: 0.1, log: { level: "warn" }, storage, http: { addr: registry } }));
  await start(await program("registry"), ["serve", config], { OTEL_TRACES_EXPORTER: "none" }, `http://${registry}/v2/`);
  return registry;
}
