import { join } from "node:path";
import { expect, test } from "vitest";
import { gitClone } from "../../../promotion/steps/git-clone.ts";
import { gitCommit } from "../../../promotion/steps/git-commit.ts";
import { contextOn, ground, outcome, plainGit, repoURL, type Tree, write } from "../git-support.ts";

// pkg/promotion/runner/builtin/git_commiter.go and its test; pkg/controller/git/work_tree.go, akuity/kargo v1.11.2
type Config = Parameters<typeof gitCommit.run>[1];
const before: Tree = { file: "1\n", "a/file": "2\n", ".gitignore": "*.log\n" };
const kargo = "Kargo <no-reply@kargo.io>";

async function cloned(author?: { name: string; email: string }) {
  const on = ground();
  const first = on.push("main", before);
  const context = contextOn(on);
  const checkout = [{ path: "out", branch: "main" }];
  await gitClone.run(context, { repoURL, checkout, ...(author === undefined ? {} : { author }) });
  const out = join(on.workDir, "out");
  return { on, context, out, first, head: () => plainGit(out, "rev-parse", "HEAD") };
}

test.each<[string, Tree, Partial<Config>, Tree]>([
  ["a changed file", { file: "changed\n" }, {}, { file: "changed\n" }],
  ["a new file in a new folder", { "b/c": "x\n" }, {}, { "b/c": "x\n" }],
  ["a name that git would quote", { 'odd "näme"\n': "x\n" }, {}, { 'odd "näme"\n': "x\n" }],
  ["a name that looks like an option", { "--all": "x\n" }, {}, { "--all": "x\n" }],
  ["a link", { link: "-> /etc/passwd" }, {}, { link: "/etc/passwd" }],
  ["only what is below the folder", { "a/file": "x\n", file: "x\n" }, { path: "out/a" }, { "a/file": "x\n" }],
])("%s is committed", async (_, changed, config, committed) => {
  const { on, context, out, head } = await cloned();
  write(out, changed);
  const result = await outcome(gitCommit, context, { path: "out", message: "Change", ...config });
  expect(result).toEqual({ status: "Succeeded", output: { commit: head() } });
  plainGit(out, "push", "--quiet", on.remote, "HEAD:refs/heads/seen");
  const seen = Object.fromEntries(Object.entries(on.branch("seen")).map(([path, text]) => [path, text]));
  const expected = Object.fromEntries(
    Object.entries({ ...before, ...committed }).map(([path, text]) => [path, text.trimEnd()]),
  );
  expect(seen).toEqual(expected);
});

test.each<[string, Tree]>([
  ["nothing changed", {}],
  ["only what .gitignore names changed", { "x.log": "x" }],
  ["a file was written anew with the same content", { file: "1\n" }],
])("where %s, the step is skipped and gives the commit that was there", async (_, changed) => {
  const { context, out, first } = await cloned();
  write(out, changed);
  expect(await outcome(gitCommit, context, { path: "out", message: "Change" })).toEqual({
    status: "Skipped",
    output: { commit: first },
  });
});

test.each<[string, { name: string; email: string } | undefined, { name: string; email: string } | undefined, string]>([
  ["Kargo, when nobody is named", undefined, undefined, kargo],
  ["git-clone's author", { name: "Bot", email: "bot@acme.io" }, undefined, "Bot <bot@acme.io>"],
  [
    "git-commit's own author",
    { name: "Bot", email: "bot@acme.io" },
    { name: "Ben", email: "ben@acme.io" },
    "Ben <ben@acme.io>",
  ],
])("author and committer is %s", async (_, ofClone, ofCommit, person) => {
  const { context, out } = await cloned(ofClone);
  write(out, { file: "x\n" });
  await gitCommit.run(context, {
    path: "out",
    message: "Change",
    ...(ofCommit === undefined ? {} : { author: ofCommit }),
  });
  expect(plainGit(out, "log", "-1", "--format=%an <%ae>|%cn <%ce>")).toBe(`${person}|${person}`);
});

test.each([
  ["one line", "Change", "Change"],
  ["a title and a body", "Change\n\nBody\n  more", "Change\n\nBody\n  more"],
  ["what looks like a comment", "Change\n\n# of it", "Change\n\n# of it"],
  ["what looks like an option", "--amend", "--amend"],
  ["more than a command line takes", `Change\n\n${"x".repeat(200_000)}`, `Change\n\n${"x".repeat(200_000)}`],
])("the message is %s", async (_, message, written) => {
  const { context, out } = await cloned();
  write(out, { file: "x\n" });
  await gitCommit.run(context, { path: "out", message });
  expect(plainGit(out, "log", "-1", "--format=%B")).toBe(written);
});

test("a message of blanks only is refused by git", async () => {
  const { context, out } = await cloned();
  write(out, { file: "x\n" });
  expect(await outcome(gitCommit, context, { path: "out", message: " \n" })).toBe(
    "Error: error committing to working tree: error executing cmd [git commit --quiet -F -]: Aborting commit due to empty commit message.\n",
  );
});
