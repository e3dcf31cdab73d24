import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findOnPath } from "../../../../sandbox/environment.ts";
import { gitWrapper } from "../../../../sandbox/kargo/official/git-wrapper.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "git-wrapper-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const old = { major: 2, minor: 39 };
const env = { PATH: "/usr/bin:/bin", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

function wrapped(git: string, version = old): (args: readonly string[], more?: Record<string, string>) => string {
  const wrapper = join(folder, "git");
  writeFileSync(wrapper, gitWrapper({ git, credentialHelper: "/it's/helper", version }), { mode: 0o755 });
  return (args, more = {}) =>
    execFileSync(wrapper, args, { env: { ...env, ...more }, encoding: "utf8", stdio: "pipe" });
}

test("git is told another askpass program, and only where Kargo names one", () => {
  const inner = join(folder, "it's git");
  writeFileSync(inner, '#!/bin/sh\necho "$GIT_ASKPASS|$*"\n', { mode: 0o755 });
  const git = wrapped(inner);
  expect(git(["clone", "a b"], { GIT_ASKPASS: "/usr/local/bin/credential-helper" })).toBe("/it's/helper|clone a b\n");
  expect(git(["clone", "a b"])).toBe("|clone a b\n");
});

test("a git that knows orphan worktrees is asked for them as Kargo asks", () => {
  const inner = join(folder, "inner");
  writeFileSync(inner, '#!/bin/sh\necho "$*"\n', { mode: 0o755 });
  const git = wrapped(inner, { major: 2, minor: 42 });
  expect(git(["worktree", "add", "/a", "--orphan"])).toBe("worktree add /a --orphan\n");
});

test("an older git makes an empty worktree on a branch of its own that has no commit yet", () => {
  const git = wrapped(findOnPath("git"));
  const [bare, first, orphan] = ["bare.git", "first", "orphan"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
  git(["init", "-q", "-b", "main", first]);
  writeFileSync(join(first, "file"), "x");
  git(["-C", first, "add", "."]);
  git(["-C", first, ...identity, "commit", "-qm", "first"]);
  git(["clone", "-q", "--bare", first, bare]);
  execFileSync(join(folder, "git"), ["worktree", "add", orphan, "--orphan"], { cwd: bare, env, stdio: "pipe" });
  expect(readdirSync(orphan)).toEqual([".git"]);
  expect(git(["-C", orphan, "status", "--porcelain", "--branch"])).toBe("## No commits yet on orphan\n");
  git(["-C", orphan, ...identity, "commit", "-q", "--allow-empty", "-m", "initial"]);
  expect(git(["-C", orphan, "rev-list", "--count", "HEAD"])).toBe("1\n");
});
