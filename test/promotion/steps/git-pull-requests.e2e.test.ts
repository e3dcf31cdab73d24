import { describe, expect, test } from "vitest";
import type { PullRequest, PullRequests, ShownCall } from "../../../promotion/outside.ts";
import { gitMergePr } from "../../../promotion/steps/git-merge-pr.ts";
import { gitOpenPr } from "../../../promotion/steps/git-open-pr.ts";
import { gitWaitForPr } from "../../../promotion/steps/git-wait-for-pr.ts";
import { contextOn, ground, outcome, repoURL } from "../git-support.ts";

// pkg/promotion/runner/builtin/git_pr_{opener,waiter,merger}.go and their tests, akuity/kargo v1.11.2
type Open = Parameters<typeof gitOpenPr.run>[1];
const config: Open = { repoURL, sourceBranch: "feature", targetBranch: "main" };

function provider(more: Partial<PullRequest> = {}, found?: PullRequest) {
  const asked: unknown[][] = [];
  const answer = { id: 7, url: `${repoURL}/pulls/7`, open: true, merged: false, ...more };
  const said = async <T>(what: string, args: readonly unknown[], reply: T): Promise<T> => {
    asked.push([what, ...args]);
    return reply;
  };
  const pullRequests: PullRequests = {
    open: (...args) => said("open", args, answer),
    find: (...args) => said("find", args, found),
    get: (...args) => said("get", args, answer),
    merge: (...args) => said("merge", args, answer),
  };
  return { pullRequests, asked };
}

function branches(message = "Title\n\nBody\nmore") {
  const on = ground();
  on.push("main", { file: "1\n" });
  on.push("feature", { file: "2\n" }, message);
  return on;
}
const opened = { status: "Succeeded", output: { pr: { id: 7, url: `${repoURL}/pulls/7` } } };

describe("git-open-pr", () => {
  test.each<[string, string, Partial<Open>, { title: string; description: string; labels?: string[] }]>([
    ["the commit's title and body", "Title\n\nBody\nmore", {}, { title: "Title", description: "\nBody\nmore\n" }],
    ["a message of one line", "Title", {}, { title: "Title", description: "" }],
    [
      "a title of its own: the whole message is the description",
      "Title\n\nBody",
      { title: "Own" },
      { title: "Own", description: "Title\n\nBody\n" },
    ],
    ["a description of its own", "Title\n\nBody", { description: "Own" }, { title: "Title", description: "Own" }],
    ["labels", "Title", { labels: ["a"] }, { title: "Title", description: "", labels: ["a"] }],
  ])("tells %s", async (_, message, more, texts) => {
    const on = branches(message);
    const { pullRequests, asked } = provider();
    expect(await outcome(gitOpenPr, contextOn(on, {}, { pullRequests }), { ...config, ...more })).toEqual(opened);
    expect(asked).toEqual([
      ["find", repoURL, "feature", "main"],
      ["open", repoURL, { head: "feature", base: "main", ...texts }],
    ]);
  });

  test("links back to Kargo", async () => {
    const { pullRequests, asked } = provider();
    await gitOpenPr.run(contextOn(branches("Title"), { uiBaseUrl: "https://kargo.acme.io" }, { pullRequests }), config);
    expect(asked[1]?.[2]).toMatchObject({
      description: "\n\n[View in Kargo UI](https://kargo.acme.io/project/demo/stage/dev)",
    });
  });

  test("adopts one that is open", async () => {
    const { pullRequests, asked } = provider({}, { id: 3, url: "u", open: true, merged: false });
    const result = await outcome(gitOpenPr, contextOn(branches(), {}, { pullRequests }), config);
    expect(result).toEqual({ status: "Succeeded", output: { pr: { id: 3, url: "u" } } });
    expect(asked).toHaveLength(1);
  });

  test("gives again what an earlier try of it left", async () => {
    const { pullRequests, asked } = provider();
    const output = { pr: { id: 5, url: "u" } };
    const context = contextOn(branches(), { sharedState: { "step-1": output } }, { pullRequests });
    expect(await outcome(gitOpenPr, context, config)).toEqual({ status: "Succeeded", output });
    expect(asked).toEqual([]);
  });

  test("is skipped when both branches hold the same files", async () => {
    const on = ground();
    on.push("main", { file: "1\n" });
    on.git("branch", "feature", "main");
    const { pullRequests } = provider();
    expect(await outcome(gitOpenPr, contextOn(on, {}, { pullRequests }), config)).toEqual({ status: "Skipped" });
  });

  test.each<[string, Partial<Open>, RegExp]>([
    ["no such target branch", { targetBranch: "nope" }, /^Error: target branch "nope" does not exist$/],
    [
      "no such source branch",
      { sourceBranch: "nope" },
      /^Error: error cloning https:\/\/git.example\/acme\/app.git: .*couldn't find remote ref refs\/heads\/nope/s,
    ],
  ])("%s", async (_, more, message) => {
    const { pullRequests } = provider();
    expect(await outcome(gitOpenPr, contextOn(branches(), {}, { pullRequests }), { ...config, ...more })).toMatch(
      message,
    );
  });

  test("a provider that refuses", async () => {
    const pullRequests = { ...provider().pullRequests, open: () => Promise.reject(new Error("403 Forbidden")) };
    expect(await outcome(gitOpenPr, contextOn(branches(), {}, { pullRequests }), config)).toBe(
      "Error: error creating pull request: 403 Forbidden",
    );
  });

  test("without a provider it is shown", async () => {
    const shown: ShownCall[] = [];
    const result = await outcome(
      gitOpenPr,
      contextOn(branches("Title"), {}, { shown: (call) => shown.push(call) }),
      config,
    );
    expect(result).toEqual({ status: "Succeeded", output: { pr: { id: 1, url: repoURL } } });
    expect(shown).toEqual([
      {
        step: "step-1",
        uses: "git-open-pr",
        what: `open a pull request from feature to main in ${repoURL}`,
        details: { repoURL, head: "feature", base: "main", title: "Title", description: "" },
      },
    ]);
  });
});

describe("git-wait-for-pr", () => {
  const pr = { id: 7, url: `${repoURL}/pulls/7`, open: false, merged: false };
  test.each<[string, Partial<PullRequest>, object, unknown]>([
    ["PR is open", {}, {}, { status: "Running", output: { pr: { ...pr, open: true } }, retryAfter: 30_000 }],
    [
      "PR is open with explicit pollInterval",
      {},
      { pollInterval: "1m30s" },
      { status: "Running", output: { pr: { ...pr, open: true } }, retryAfter: 90_000 },
    ],
    [
      "PR is closed and not merged",
      { open: false },
      {},
      "TerminalError: pull request 7 was closed without being merged",
    ],
    [
      "PR is closed and merged",
      { open: false, merged: true, mergeCommitSHA: "abc" },
      {},
      { status: "Succeeded", output: { pr: { ...pr, merged: true }, commit: "abc" } },
    ],
  ])("%s", async (_, state, more, expected) => {
    const { pullRequests } = provider(state);
    expect(
      await outcome(gitWaitForPr, contextOn(ground(), {}, { pullRequests }), { repoURL, prNumber: 7, ...more }),
    ).toEqual(expected);
  });

  test("error finding PR", async () => {
    const pullRequests = { ...provider().pullRequests, get: () => Promise.reject(new Error("404")) };
    expect(await outcome(gitWaitForPr, contextOn(ground(), {}, { pullRequests }), { repoURL, prNumber: 7 })).toBe(
      "Error: error getting pull request 7: 404",
    );
  });
});

describe("git-merge-pr", () => {
  test.each<[string, Partial<PullRequest>, object, unknown]>([
    [
      "successful PR merge",
      { merged: true, mergeCommitSHA: "abc" },
      {},
      { status: "Succeeded", output: { commit: "abc" } },
    ],
    [
      "successful merge with empty merge commit SHA",
      { merged: true },
      {},
      { status: "Succeeded", output: { commit: "" } },
    ],
    ["PR not ready to merge with wait enabled", {}, { wait: true }, { status: "Running", retryAfter: 10_000 }],
    [
      "PR not ready to merge with wait and explicit pollInterval",
      {},
      { wait: true, pollInterval: "45s" },
      { status: "Running", retryAfter: 45_000 },
    ],
    [
      "PR not ready to merge with wait disabled",
      {},
      {},
      "TerminalError: pull request 7 is not ready to merge and wait is disabled",
    ],
  ])("%s", async (_, state, more, expected) => {
    const { pullRequests } = provider(state);
    expect(
      await outcome(gitMergePr, contextOn(ground(), {}, { pullRequests }), { repoURL, prNumber: 7, ...more }),
    ).toEqual(expected);
  });

  test("error during merge attempt ends it for good", async () => {
    const pullRequests = { ...provider().pullRequests, merge: () => Promise.reject(new Error("merge failed")) };
    expect(await outcome(gitMergePr, contextOn(ground(), {}, { pullRequests }), { repoURL, prNumber: 7 })).toBe(
      "TerminalError: error merging pull request 7: merge failed",
    );
  });

  test("successful merge with explicit method", async () => {
    const { pullRequests, asked } = provider({ merged: true });
    await gitMergePr.run(contextOn(ground(), {}, { pullRequests }), { repoURL, prNumber: 7, mergeMethod: "squash" });
    expect(asked).toEqual([["merge", repoURL, 7, "squash"]]);
  });
});
