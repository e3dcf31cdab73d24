import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runGit } from "../../promotion/git/run-git.ts";
import { copy } from "../../promotion/steps/copy.ts";
import { gitClear } from "../../promotion/steps/git-clear.ts";
import { gitClone } from "../../promotion/steps/git-clone.ts";
import { gitCommit } from "../../promotion/steps/git-commit.ts";
import { gitPush } from "../../promotion/steps/git-push.ts";
import { contextOn, type Ground, ground, outcome, plainGit, read, repoURL, type Tree, write } from "./git-support.ts";

// Whatever a repository holds, git starts nothing of it, and nothing outside the Promotion's folders is written to.
// Each program that could be started leaves a mark; that the marks work is shown first.

function marked(on: Ground): { readonly script: string; ran(): boolean } {
  const mark = join(on.folder, "ran");
  const script = join(on.folder, "evil.sh");
  writeFileSync(script, `#!/bin/sh\ntouch "${mark}"\ncat\n`);
  chmodSync(script, 0o755);
  return { script, ran: () => existsSync(mark) };
}

async function walk(on: Ground, change: (out: string) => void = () => undefined) {
  const context = contextOn(on);
  await gitClone.run(context, { repoURL, checkout: [{ path: "out", branch: "main" }] });
  const out = join(on.workDir, "out");
  change(out);
  const results = [
    await outcome(gitCommit, context, { path: "out", message: "Change" }),
    await outcome(gitPush, context, { path: "out" }),
    await outcome(gitClear, context, { path: "out" }),
  ];
  return { context, out, results };
}

/** What `.git/config` of a repository would have git start. */
function evilConfig(script: string): string {
  return [
    `[core]\n\tfsmonitor = ${script}\n\thooksPath = ${script}\n\tsshCommand = ${script}\n\tpager = ${script}\n\teditor = ${script}`,
    `[filter "evil"]\n\tclean = ${script}\n\tsmudge = ${script}\n\trequired = true`,
    `[diff "evil"]\n\tcommand = ${script}\n\ttextconv = ${script}`,
    `[merge "evil"]\n\tdriver = ${script}`,
    `[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ${script}`,
    `[credential]\n\thelper = !${script}`,
  ].join("\n");
}

test("the marks work: plain git runs the same settings", () => {
  const on = ground();
  const { script, ran } = marked(on);
  const repository = join(on.folder, "plain");
  plainGit(on.folder, "init", "--quiet", repository);
  write(repository, { ".gitattributes": "* filter=evil\n", file: "x" });
  writeFileSync(join(repository, ".git/config"), evilConfig(script), { flag: "a" });
  try {
    plainGit(repository, "add", ".");
  } catch {
    // whatever it says
  }
  expect(ran()).toBe(true);
});

test("attributes, hooks' names, submodules and settings in the tree start nothing", async () => {
  const on = ground();
  const { script, ran } = marked(on);
  const tree: Tree = {
    ".gitattributes": "* filter=evil diff=evil merge=evil\n*.lfs filter=lfs\n",
    ".gitmodules": `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c ${script}\n\tignore = none\n`,
    ".gitconfig": evilConfig(script),
    config: evilConfig(script),
    "hooks/pre-commit": `#!/bin/sh\n${script}\n`,
    "hooks/post-checkout": `#!/bin/sh\n${script}\n`,
    "data.lfs": "version https://git-lfs.github.com/spec/v1\n",
    file: "x\n",
  };
  on.push("main", tree);
  const { results } = await walk(on, (out) => write(out, { file: "mine\n" }));
  expect(results.map((result) => (typeof result === "string" ? result : result.status))).toEqual([
    "Succeeded",
    "Succeeded",
    "Succeeded",
  ]);
  expect(ran()).toBe(false);
});

test("a repository that a step unpacks below the checkout is refused, and nothing of it runs", async () => {
  const on = ground();
  const { script, ran } = marked(on);
  on.push("main", { file: "x\n" });
  const { results } = await walk(on, (out) => {
    const nested = join(out, "nested");
    mkdirSync(nested);
    plainGit(nested, "init", "--quiet", "--template=");
    write(nested, { file: "x\n", ".gitattributes": "* filter=evil\n" });
    plainGit(nested, "add", ".");
    plainGit(nested, "commit", "--quiet", "-m", "x");
    writeFileSync(join(nested, ".git/config"), evilConfig(script), { flag: "a" });
    write(nested, { file: "changed\n" });
  });
  const refused = "nested holds a Git repository of its own, which can't be part of another's files";
  const result = `Error: error loading working tree from out: ${refused}`;
  expect(results).toEqual([result, result, result]);
  expect(ran()).toBe(false);
});

test("what git is told outranks what a repository's own settings say", async () => {
  const on = ground();
  const { script, ran } = marked(on);
  const repository = join(on.folder, "own");
  plainGit(on.folder, "init", "--quiet", "--template=", repository);
  const hooks = join(on.folder, "hooks");
  mkdirSync(hooks);
  copyFileSync(script, join(hooks, "pre-commit"));
  chmodSync(join(hooks, "pre-commit"), 0o755);
  const config = `[core]\n\tfsmonitor = ${script}\n\thooksPath = ${hooks}\n[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ${script}\n`;
  writeFileSync(join(repository, ".git/config"), config, { flag: "a" });
  write(repository, { file: "x\n" });
  const author = { name: "Ann", email: "ann@acme.io" };
  const place = {
    program: "/usr/bin/git",
    home: on.folder,
    signal: new AbortController().signal,
    cwd: repository,
    author,
  };
  for (const args of [
    ["status", "-s"],
    ["add", "."],
    ["commit", "--quiet", "-m", "x"],
  ])
    await runGit(place, args);
  expect(ran()).toBe(false);
  expect(plainGit(repository, "-c", "core.fsmonitor=false", "log", "--format=%s %G?")).toBe("x N");
});

test("a checkout whose .git was replaced still commits to the repository it was cloned from", async () => {
  const on = ground();
  const { script, ran } = marked(on);
  on.push("main", { file: "x\n" });
  const { results } = await walk(on, (out) => {
    plainGit(on.folder, "init", "--quiet", "--template=", join(on.folder, "other"));
    writeFileSync(join(on.folder, "other/.git/config"), evilConfig(script), { flag: "a" });
    writeFileSync(join(out, ".git"), `gitdir: ${join(on.folder, "other/.git")}\n`);
    write(out, { file: "mine\n" });
  });
  expect(results[0]).toMatchObject({ status: "Succeeded" });
  expect(on.log("main")).toEqual(["Change", "Seed"]);
  expect(ran()).toBe(false);
});

test("links that lead out of the tree are committed as links and never followed", async () => {
  const on = ground();
  const outside = join(on.folder, "outside");
  write(outside, { secret: "s\n" });
  on.push("main", { out: `-> ${outside}`, up: "-> ../../../../outside/secret", root: "-> /", file: "x\n" });
  const { context } = await walk(on);
  const again = contextOn(on, { workDir: join(on.folder, "again/work"), gitFolder: join(on.folder, "again/git") });
  await gitClone.run(again, { repoURL, checkout: [{ path: "src", branch: "main" }] });
  // a checkout through a link of an earlier one stays below the work folder
  const second = await outcome(gitClone, again, { repoURL, checkout: [{ path: "src/out/new", branch: "main" }] });
  expect(typeof second === "string" ? second : second.status).toMatch(/Succeeded|already/);
  for (const path of ["src/out", "src/up", "src/root"]) await outcome(gitClear, again, { path });
  await outcome(copy, again, { inPath: "src/file", outPath: "src/up" });
  expect(read(outside)).toEqual({ secret: "s\n" });
  expect(context.workDir).toBe(on.workDir);
});

test("names that are hard for a shell, a terminal or git itself are only names", async () => {
  const on = ground();
  const names = [
    "$(touch ran)",
    "`touch ran`",
    "; touch ran",
    "-rf",
    "--exec=touch ran",
    "a\nb",
    "\u001b[31mred",
    "ü\u202eb",
    "con",
  ];
  on.push("main", Object.fromEntries(names.map((name) => [`d/${name}`, "x\n"])));
  const { results } = await walk(on, (out) => write(out, { "d/-n": "x\n" }));
  expect(results[1]).toMatchObject({ status: "Succeeded" });
  expect(Object.keys(on.branch("main")).sort()).toEqual([...names, "-n"].map((name) => `d/${name}`).sort());
  expect(existsSync(join(on.workDir, "out/ran"))).toBe(false);
});

test("branches of the remote with names like options make no option", async () => {
  const on = ground();
  on.push("main", { file: "x\n" });
  on.git("update-ref", "refs/heads/--upload-pack=touch", "main");
  const checkout = [{ path: "out", branch: "--upload-pack=touch" }];
  const result = await outcome(gitClone, contextOn(on), { repoURL, checkout });
  expect(typeof result === "string" ? result : result.status).toMatch(/Succeeded|invalid reference/);
});
