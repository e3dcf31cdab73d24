import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ShownCall } from "../../../promotion/outside.ts";
import type { StepContext } from "../../../promotion/step.ts";
import { gitClone } from "../../../promotion/steps/git-clone.ts";
import { gitCommit } from "../../../promotion/steps/git-commit.ts";
import { gitPush } from "../../../promotion/steps/git-push.ts";
import { githubPush } from "../../../promotion/steps/github-push.ts";
import { contextOn, type Ground, ground, outcome, plainGit, repoURL, write } from "../git-support.ts";

// pkg/promotion/runner/builtin/git_pusher.go and its test; pkg/controller/git/{work_tree,remote_commit_integration}.go
type Config = Parameters<typeof gitPush.run>[1];

async function committed(more: Partial<StepContext> = {}, change: Record<string, string> = { mine: "1\n" }) {
  const on = ground();
  on.push("main", { file: "1\n", other: "1\n" }, "Seed");
  const context = contextOn(on, more);
  await gitClone.run(context, { repoURL, checkout: [{ path: "out", branch: "main" }] });
  const out = join(on.workDir, "out");
  write(out, change);
  await gitCommit.run(context, { path: "out", message: "Mine" });
  return { on, context, out, head: () => plainGit(out, "rev-parse", "HEAD") };
}

/** A remote that refuses the first pushes, as if somebody else's came first each time. */
function refuseFirst(on: Ground, times: number): void {
  const hook = join(on.remote, "hooks");
  on.git("config", "core.hooksPath", hook);
  write(on.remote, {
    "hooks/update": `#!/bin/sh\nn=$(cat "${on.folder}/n" 2>/dev/null || echo 0)\nn=$((n+1))\necho $n > "${on.folder}/n"\n[ $n -gt ${times} ]\n`,
  });
  chmodSync(join(hook, "update"), 0o755);
}

describe("where it goes", () => {
  test.each<[string, Partial<Config>, string]>([
    ["the branch that is checked out", {}, "main"],
    ["a branch that isn't there", { targetBranch: "release/1" }, "release/1"],
    ["one named after the Promotion", { generateTargetBranch: true }, "kargo/promotion/dev.01jd.f8a1b2c"],
  ])("%s", async (_, config, branch) => {
    const { on, context, head } = await committed();
    expect(await outcome(gitPush, context, { path: "out", ...config })).toEqual({
      status: "Succeeded",
      output: { commit: head(), branch },
    });
    expect(on.log(branch)).toEqual(["Mine", "Seed"]);
    if (branch !== "main") expect(on.log("main")).toEqual(["Seed"]);
  });

  test("without a commit of its own it says what is there", async () => {
    const { on, context, head } = await committed({}, {});
    expect(await outcome(gitPush, context, { path: "out" })).toEqual({
      status: "Succeeded",
      output: { commit: head(), branch: "main" },
    });
    expect(on.log("main")).toEqual(["Seed"]);
  });

  test("from a checked out commit to a branch that isn't there, git knows no branch", async () => {
    const on = ground();
    const commit = on.push("main", { file: "1\n" });
    const context = contextOn(on);
    await gitClone.run(context, { repoURL, checkout: [{ path: "out", commit }] });
    expect(await outcome(gitPush, context, { path: "out", targetBranch: "new" })).toMatch(
      /^Error: error pushing commits to remote: error pushing branch: error: The destination you provided is not a full refname/,
    );
  });
});

describe("somebody else's commits", () => {
  test("come below the own ones first", async () => {
    const { on, context, head } = await committed();
    on.push("main", { other: "2\n" }, "Theirs");
    expect(await outcome(gitPush, context, { path: "out" })).toEqual({
      status: "Succeeded",
      output: { commit: head(), branch: "main" },
    });
    expect(on.log("main")).toEqual(["Mine", "Theirs", "Seed"]);
    expect(on.branch("main")).toEqual({ file: "1", mine: "1", other: "2" });
  });

  test("that contradict them end the step for good, and the remote stays", async () => {
    const { on, context } = await committed({}, { file: "mine\n" });
    on.push("main", { file: "theirs\n" }, "Theirs");
    expect(await outcome(gitPush, context, { path: "out" })).toBe("TerminalError: merge conflict");
    expect(on.log("main")).toEqual(["Theirs", "Seed"]);
  });

  test("are overwritten by force", async () => {
    const { on, context } = await committed({}, { file: "mine\n" });
    on.push("main", { file: "theirs\n" }, "Theirs");
    expect(await outcome(gitPush, context, { path: "out", force: true })).toMatchObject({ status: "Succeeded" });
    expect(on.log("main")).toEqual(["Mine", "Seed"]);
  });

  test("a branch of the Promotion's own is overwritten: an earlier try left it", async () => {
    const { on, context } = await committed();
    on.push("kargo/promotion/dev.01jd.f8a1b2c", { file: "old\n" }, "Earlier");
    expect(await outcome(gitPush, context, { path: "out", generateTargetBranch: true })).toMatchObject({
      status: "Succeeded",
    });
    expect(on.log("kargo/promotion/dev.01jd.f8a1b2c")).toEqual(["Mine", "Seed"]);
  });

  test("two Promotions that push to one branch at once both get through", async () => {
    const { on, context } = await committed();
    const second = contextOn(on, { workDir: join(on.folder, "second/work"), gitFolder: join(on.folder, "second/git") });
    await gitClone.run(second, { repoURL, checkout: [{ path: "out", branch: "main" }] });
    write(join(second.workDir, "out"), { theirs: "1\n" });
    await gitCommit.run(second, { path: "out", message: "Second" });
    const results = await Promise.all([gitPush.run(context, { path: "out" }), gitPush.run(second, { path: "out" })]);
    expect(results.map(({ status }) => status)).toEqual(["Succeeded", "Succeeded"]);
    expect(on.log("main").sort()).toEqual(["Mine", "Second", "Seed"]);
  });
});

describe("a push that loses a race (k8s.io/apimachinery, pkg/util/wait/backoff.go)", () => {
  // git says so when the branch moves between its look and its push; a program in git's place says it here
  function losing(on: Ground, times: number): string {
    const git = join(on.folder, "git");
    writeFileSync(
      git,
      `#!/bin/sh\nif [ "$1" = push ]; then echo x >> "${on.folder}/pushes"; if [ $(wc -l < "${on.folder}/pushes") -le ${times} ]; then echo " ! [rejected]        HEAD -> main (fetch first)" >&2; exit 1; fi; fi\nexec /usr/bin/git "$@"\n`,
    );
    chmodSync(git, 0o755);
    return git;
  }

  test.each<[number, number | undefined, number, boolean]>([
    [0, undefined, 0, true],
    [2, undefined, 2, true],
    [8, undefined, 8, true],
    [9, undefined, 8, false],
    [99, 3, 2, false],
    [99, 1, 0, false],
    [99, 500, 8, false],
  ])("lost %i times with maxAttempts %s: %i pauses, gets through: %s", async (lost, maxAttempts, pauses, through) => {
    const waited: number[] = [];
    const { on, context } = await committed({ pause: async (milliseconds) => void waited.push(milliseconds) });
    const outside = { ...context.outside, programs: { ...context.outside.programs, git: losing(on, lost) } };
    const config = { path: "out", ...(maxAttempts === undefined ? {} : { maxAttempts }) };
    const result = await outcome(gitPush, { ...context, outside }, config);
    if (through) expect(result).toMatchObject({ status: "Succeeded" });
    else expect(result).toBe("Error: error pushing commits to remote: error pushing branch: non-fast-forward");
    expect(waited).toHaveLength(pauses);
    for (const [index, milliseconds] of waited.entries()) {
      expect(milliseconds).toBeGreaterThanOrEqual(1000 * 1.5 ** index);
      expect(milliseconds).toBeLessThanOrEqual(1500 * 1.5 ** index);
    }
  });

  test("what a remote refuses for another reason isn't tried again", async () => {
    const { on, context } = await committed({ pause: () => Promise.reject(new Error("paused")) });
    refuseFirst(on, 1);
    expect(await outcome(gitPush, context, { path: "out" })).toMatch(
      /^Error: error pushing commits to remote: error pushing branch: .*\[remote rejected\] HEAD -> main \(hook declined\)/s,
    );
  });
});

describe("where people see the commit (pkg/gitprovider)", () => {
  test.each<[string, Config["provider"], string | undefined]>([
    ["https://github.com/Acme/App.git", undefined, "https://github.com/acme/app/commit/"],
    ["https://gitlab.acme.io/team/app", undefined, "https://gitlab.acme.io/team/app/-/commit/"],
    ["https://bitbucket.org/acme/app", undefined, "https://bitbucket.org/acme/app/commits/"],
    ["https://gitea.acme.io/acme/app", undefined, "https://gitea.acme.io/acme/app/commit/"],
    ["https://dev.azure.com/acme/project/_git/app", undefined, "https://dev.azure.com/acme/project/_git/app/commit/"],
    ["https://git.acme.io/acme/app", "gitea", "https://git.acme.io/acme/app/commit/"],
    ["https://git.acme.io/acme/app", undefined, undefined],
  ])("%s (%s)", async (url, provider, start) => {
    const on = ground();
    on.push("main", { file: "1\n" });
    const context = contextOn(on);
    await gitClone.run(context, { repoURL: url, checkout: [{ path: "out", branch: "main" }] });
    const { output } = await gitPush.run(context, { path: "out", ...(provider === undefined ? {} : { provider }) });
    expect(output?.["commitURL"]).toBe(start === undefined ? undefined : `${start}${output?.["commit"]}`);
  });
});

test("github-push pushes by git and shows what GitHub would do", async () => {
  const shown: ShownCall[] = [];
  const { on, context, head } = await committed();
  const outside = { ...context.outside, shown: (call: ShownCall) => shown.push(call) };
  const result = await outcome(githubPush, { ...context, outside }, { path: "out" });
  expect(result).toEqual({
    status: "Succeeded",
    output: { commit: head(), branch: "main", commitURL: `https://git.example/acme/app/commit/${head()}` },
  });
  expect(on.log("main")).toEqual(["Mine", "Seed"]);
  expect(shown).toEqual([
    {
      step: "step-1",
      uses: "github-push",
      what: `have GitHub make the commits up to ${head()} anew on main, signed by it`,
      details: { branch: "main", commit: head() },
    },
  ]);
});
