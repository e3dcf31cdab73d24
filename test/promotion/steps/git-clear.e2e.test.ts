import { join } from "node:path";
import { expect, test } from "vitest";
import { gitClear } from "../../../promotion/steps/git-clear.ts";
import { gitClone } from "../../../promotion/steps/git-clone.ts";
import { contextOn, ground, outcome, read, repoURL, type Tree, write } from "../git-support.ts";

// pkg/promotion/runner/builtin/git_tree_clearer.go and its test, akuity/kargo v1.11.2
const tracked: Tree = { "a/file": "1\n", "b/file": "2\n", ".gitignore": "*.log\n", link: "-> a/file" };

test.each<[string, string, Tree, Tree]>([
  ["everything that git knows", "out", {}, {}],
  ["what git doesn't know yet too, also in a new folder", "out", { new: "x\n", "c/new": "x\n" }, {}],
  ["a changed file too", "out", { "a/file": "changed\n" }, {}],
  ["but not what .gitignore names", "out", { "a/x.log": "x\n" }, { "out/a/x.log": "x\n" }],
  [
    "only what is below a folder of the checkout",
    "out/a",
    { "a/new": "x\n", "b/new": "x\n" },
    { "out/.gitignore": "*.log\n", "out/b/file": "2\n", "out/b/new": "x\n", "out/link": "-> a/file" },
  ],
])("%s is removed", async (_, path, added, after) => {
  const on = ground();
  on.push("main", tracked);
  const context = contextOn(on);
  await gitClone.run(context, { repoURL, checkout: [{ path: "out", branch: "main" }] });
  for (const [file, text] of Object.entries(added)) write(join(on.workDir, "out"), { [file]: text });
  expect(await outcome(gitClear, context, { path })).toEqual({ status: "Succeeded" });
  expect(read(on.workDir)).toEqual(after);
});

test.each([
  ["a folder without a checkout", "elsewhere"],
  ["the work folder", "."],
  ["a path that leads out", "../../run"],
])("%s is refused", async (_, path) => {
  const on = ground();
  on.push("main", tracked);
  await gitClone.run(contextOn(on), { repoURL, checkout: [{ path: "out", branch: "main" }] });
  write(on.workDir, { "elsewhere/file": "x" });
  expect(await outcome(gitClear, contextOn(on), { path })).toBe(
    `Error: error loading working tree from ${path}: no git-clone step has checked out anything there`,
  );
  expect(read(on.workDir)["elsewhere/file"]).toBe("x");
});

test("a folder that isn't in the checkout is refused", async () => {
  const on = ground();
  on.push("main", tracked);
  await gitClone.run(contextOn(on), { repoURL, checkout: [{ path: "out", branch: "main" }] });
  expect(await outcome(gitClear, contextOn(on), { path: "out/nope" })).toBe(
    "Error: error loading working tree from out/nope: there is no such folder",
  );
});
