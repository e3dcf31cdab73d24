import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { seedRepository } from "../../../sandbox/seed/seed-repository.ts";
import { bareRepository, git, temporaryFolder } from "./support.ts";

const root = temporaryFolder();
const app = "apps/goserver";

/** A folder that looks like Slipway's clone: files of the app, its definition and workflow, and files of other rooms. */
function clone(name: string, tracked: boolean): string {
  const folder = join(root, name);
  for (const each of [`${app}/k8s`, ".github/workflows"]) mkdirSync(join(folder, each), { recursive: true });
  for (const [file, content] of [
    [`${app}/main.go`, "package main\n"],
    [`${app}/.dockerignore`, "*\n"],
    [`${app}/k8s/service.yaml`, "kind: Service\n"],
    [`${app}/pipeline.ts`, "export {};\n"],
    ["index.ts", "export {};\n"],
    [".github/workflows/cd.yaml", "name: cd\n"],
    [".github/workflows/preview.yaml", "name: preview\n"],
  ] as const) {
    writeFileSync(join(folder, file), content);
  }
  if (tracked) {
    git(folder, "init", "--quiet");
    git(folder, "add", "--all");
    writeFileSync(join(folder, app, "goserver"), "a binary that somebody built here");
  }
  return folder;
}

const seededFiles = [
  ".github/workflows/cd.yaml",
  "apps/goserver/.dockerignore",
  "apps/goserver/k8s/service.yaml",
  "apps/goserver/main.go",
];

test("the first commit on main holds the app's tracked files and its delivery workflow, without its definition", async () => {
  const remote = bareRepository(root, "fresh");
  const seeded = await seedRepository({ remote, clone: clone("tracked", true), app, tmp: root });
  expect(seeded).toEqual({ commit: git(remote.url, "rev-parse", "main"), changed: true });
  expect(git(remote.url, "ls-tree", "-r", "--name-only", "main").split("\n")).toEqual(seededFiles);
  expect(git(remote.url, "log", "--format=%s by %an, parents:%P", "main")).toBe(
    "Add goserver by Slipway sandbox, parents:",
  );
});

test("a second seed changes nothing, even when the clone has changed since", async () => {
  const remote = bareRepository(root, "again");
  const folder = clone("changing", true);
  const first = await seedRepository({ remote, clone: folder, app, tmp: root });
  writeFileSync(join(folder, app, "main.go"), "package other\n");
  expect(await seedRepository({ remote, clone: folder, app, tmp: root })).toEqual({
    commit: first.commit,
    changed: false,
  });
});

test("an unpacked archive without Git is seeded with every file of the app", async () => {
  const remote = bareRepository(root, "archive");
  await seedRepository({ remote, clone: clone("untracked", false), app, tmp: root });
  expect(git(remote.url, "ls-tree", "-r", "--name-only", "main").split("\n")).toEqual(seededFiles);
});

test("a folder without the app is refused, whatever workflows it has", async () => {
  const remote = bareRepository(root, "nothing");
  await expect(
    seedRepository({ remote, clone: clone("workflows", true), app: "apps/none", tmp: root }),
  ).rejects.toThrow(`${root}/workflows/apps/none holds no tracked files. Run from a clone of Slipway`);
  await expect(seedRepository({ remote, clone: root, app: "apps/none", tmp: root })).rejects.toThrow(
    `${root}/apps/none holds no tracked files. Run from a clone of Slipway`,
  );
});
