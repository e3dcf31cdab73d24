/** From a folder with a Go program to its pipeline in the sandbox, by the commands that `slipway new` names. */
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { copySample, installedProject, must, type Project } from "./installed.ts";

// A whole sandbox with its first promotions: two minutes on an idle machine.
vi.setConfig({ testTimeout: 1_200_000 });

let project: Project;
let state: string;
beforeAll(async () => {
  project = await installedProject();
  state = join(project.folder, "../state");
  copySample(join(project.folder, "../hello"));
});
afterAll(async () => {
  if (project === undefined) return;
  await project.run("slipway", ["sandbox", "down", "--state", state]);
  project.remove();
});

const sandbox = (...args: string[]) => project.run("slipway", ["sandbox", ...args, "--state", state]);

test("a copy of a Go program goes to dev and staging by itself, and waits before prod", async () => {
  const flags = ["--from", "../hello", "--git", "https://github.com/acme/hello"];
  const said = must(await project.run("slipway", ["new", "hello", ...flags]));
  expect(said.trimEnd().split("\n").slice(-2)).toEqual([
    "  npx slipway sandbox up --app hello --source ../hello",
    "  npx slipway doctor: what the stacks need for a cluster of your own",
  ]);

  must(await sandbox("up", "--app", "hello", "--source", "../hello"));
  const status = must(await sandbox("status"));
  for (const environment of ["dev", "staging"]) {
    expect(status).toMatch(new RegExp(`^${environment} .* automatic +yes +Synced +Healthy`, "m"));
  }
  expect(status).toMatch(/^prod +never promoted .* \S+ in (?:1h|5\dm)$/m);
  expect(status).toContain("acme/hello:");
});

test("the state folder stays the app's: another one is refused, and up without a name goes on with it", async () => {
  cpSync(join(project.folder, "apps/hello"), join(project.folder, "apps/other"), { recursive: true });
  expect(await sandbox("up", "--app", "other", "--source", "../hello")).toMatchObject({
    code: 1,
    output: `${state} holds the sandbox of hello, not of other. Give other a folder of its own with --state, or remove that one\n`,
  });
  expect(must(await sandbox("up"))).toContain("acme/hello:");
});

test("an app that isn't a Go program is told what the sandbox can't do, before anything is started", async () => {
  must(await project.run("slipway", ["new", "till", "--git", "https://github.com/acme/till"]));
  writeFileSync(join(project.folder, "apps/till/Dockerfile"), "FROM python:3\n");
  const own = join(project.folder, "../till-state");
  const { code, output } = await project.run("slipway", ["sandbox", "up", "--app", "till", "--state", own]);
  expect({ code, output }).toEqual({
    code: 1,
    output: `${join(project.folder, "apps/till")} holds no go.mod. The sandbox has no container engine, so a Dockerfile can't be built here; what it can build is a Go program, with the go on PATH. slipway check and slipway render work for any app\n`,
  });
});
