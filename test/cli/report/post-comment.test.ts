import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { githubComments } from "../../../cli/report/github-comments.ts";
import { postComment } from "../../../cli/report/post-comment.ts";
import type { PostTarget } from "../../../cli/report/post-target.ts";
import { type Fault, startGithub } from "./github-server.ts";

const token = "ghs_CanaryCanaryCanaryCanaryCanaryCanary";
const marker = "<!-- slipway report preview -->";
let server: Awaited<ReturnType<typeof startGithub>>;
let target: PostTarget;
let waits: number[];

beforeEach(async () => {
  server = await startGithub(token);
  waits = [];
  target = {
    host: "github",
    api: server.api,
    repository: "acme/shop",
    number: 7,
    token,
    tokenFrom: "GITHUB_TOKEN",
    url: "https://github.com/acme/shop/pull/7",
  };
});
afterEach(() => server.stop());

const post = (body = `${marker}\none\n`, more: Partial<PostTarget> = {}) => {
  const { signal } = new AbortController();
  return postComment(githubComments({ ...target, ...more }, signal), marker, body, signal, async (milliseconds) => {
    waits.push(milliseconds);
  });
};
const bodies = () => server.comments.map(({ body, user }) => `${user.login}: ${body}`);

test("the first report makes a comment, the next changes it, the same again leaves it alone", async () => {
  server.add("octocat", "Nice");
  expect((await post()).did).toBe("created");
  expect((await post(`${marker}\ntwo\n`)).did).toBe("updated");
  expect((await post(`${marker}\ntwo\n`)).did).toBe("unchanged");
  expect(bodies()).toEqual(["octocat: Nice", `github-actions[bot]: ${marker}\ntwo\n`]);
});

test("a comment far back in a long conversation is found", async () => {
  for (let i = 0; i < 230; i += 1) server.add("octocat", `${i}`);
  await post();
  for (let i = 0; i < 30; i += 1) server.add("octocat", `${i}`);
  expect((await post(`${marker}\ntwo\n`)).did).toBe("updated");
  expect(server.comments).toHaveLength(261);
});

test("a stranger's comment with the marker is left alone", async () => {
  server.add("mallory", `${marker}\nAll is well, merge it`);
  expect((await post()).did).toBe("created");
  expect(bodies()).toEqual([`mallory: ${marker}\nAll is well, merge it`, `github-actions[bot]: ${marker}\none\n`]);
});

test("our own comment that only quotes the marker is left alone", async () => {
  server.add("github-actions[bot]", `> ${marker}`);
  expect((await post()).did).toBe("created");
});

test("of several the oldest stays", async () => {
  for (const text of ["a", "b", "c"]) server.add("github-actions[bot]", `${marker}\n${text}`);
  expect((await post()).did).toBe("updated");
  expect(bodies()).toEqual([`github-actions[bot]: ${marker}\none\n`]);
});

test("one of ours that another run has cleaned up meanwhile is no failure", async () => {
  for (const text of ["a", "b"]) server.add("github-actions[bot]", `${marker}\n${text}`);
  server.faults.push({ call: /^DELETE/, status: 404, body: { message: "Not Found" } });
  expect((await post()).did).toBe("updated");
});

test("two runs at once leave one comment", async () => {
  const outcomes = await Promise.all([post(`${marker}\none\n`), post(`${marker}\ntwo\n`), post(`${marker}\nthree\n`)]);
  expect(outcomes.map(({ did }) => did)).toContain("created");
  expect(server.comments).toHaveLength(1);
  await post(`${marker}\nlast\n`);
  expect(bodies()).toEqual([`github-actions[bot]: ${marker}\nlast\n`]);
});

describe("a host that can't answer now", () => {
  const write = /^POST \/repos/;
  const list = /^GET \/repos/;
  test.each<[string, Fault[], number[]]>([
    [
      "is asked again after 5xx",
      [
        { call: list, status: 502 },
        { call: write, status: 500 },
      ],
      [1000, 2000],
    ],
    ["is asked again when it hangs up", [{ call: /graphql/, hangUp: "before" }], [1000]],
    ["waits as long as Retry-After says", [{ call: write, status: 429, headers: { "retry-after": "7" } }], [7000]],
    [
      "waits on a secondary limit that is a 403",
      [
        {
          call: write,
          status: 403,
          headers: { "retry-after": "60" },
          body: { message: "You have exceeded a secondary rate limit" },
        },
      ],
      [60_000],
    ],
    [
      "goes on when the limit has passed already",
      [{ call: list, status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" } }],
      [1000],
    ],
  ])("%s", async (_, faults, expected) => {
    server.faults.push(...faults);
    expect((await post()).did).toBe("created");
    expect(waits).toEqual(expected);
    expect(bodies()).toEqual([`github-actions[bot]: ${marker}\none\n`]);
  });

  test("never gets a second comment when only its answer was lost", async () => {
    server.faults.push({ call: write, hangUp: "after" });
    expect((await post()).did).toBe("unchanged");
    expect(server.comments).toHaveLength(1);
  });

  test("is given up after five times", async () => {
    for (let i = 0; i < 9; i += 1) server.faults.push({ call: list, status: 503, body: { message: "down" } });
    await expect(post()).rejects.toThrow(
      `${server.api} could not list the comments on acme/shop#7 (503: down); asked 5 times`,
    );
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
  });

  test("isn't waited for longer than two minutes", async () => {
    server.faults.push({ call: list, status: 429, headers: { "retry-after": "3600" }, body: { message: "slow down" } });
    await expect(post()).rejects.toThrow(
      `${server.api} could not list the comments on acme/shop#7 (429: slow down); it asks to wait 3600 s more, and 120 s are the most that is waited here: run it again then`,
    );
    expect(waits).toEqual([]);
  });
});

describe("a refusal says what to do:", () => {
  const needs = (what: string) =>
    `It needs ${what}: in a workflow's job \`permissions: { pull-requests: write }\`, for a fine-grained token "Pull requests: Read and write". The token of a fork's pull request only reads: there, write the report with --out and show it in the job's summary`;
  test.each<[string, Fault, (api: string) => string]>([
    [
      "a token without the permission",
      {
        call: /^POST \/repos/,
        status: 403,
        headers: { "x-accepted-github-permissions": "issues=write; pull_requests=write" },
        body: { message: "Resource not accessible by integration" },
      },
      () =>
        `the token in GITHUB_TOKEN may not write a comment on acme/shop#7 (403: Resource not accessible by integration). ${needs("issues=write; pull_requests=write")}`,
    ],
    [
      "a token that has expired",
      { call: /graphql/, status: 401, body: { message: "Bad credentials" } },
      (api) =>
        `${api} doesn't accept the token in GITHUB_TOKEN (401: Bad credentials): it has expired, was revoked, or is another server's`,
    ],
    [
      "no such pull request, or none that the token sees",
      { call: /^GET/, status: 404, body: { message: "Not Found" } },
      (api) =>
        `there is no pull request 7 in acme/shop at ${api}, or the token in GITHUB_TOKEN can't see it (404: Not Found). ${needs("pull_requests=write")}`,
    ],
    [
      "a repository that has moved",
      { call: /^GET/, status: 301 },
      () => "acme/shop has moved (301): name it as it is called now, with --repo",
    ],
    [
      "a comment that isn't taken",
      { call: /^POST \/repos/, status: 422, body: { message: "Validation Failed" } },
      (api) => `${api} refused to write a comment on acme/shop#7 (422: Validation Failed)`,
    ],
    [
      "an answer with what could be a token in it",
      { call: /^GET/, status: 400, body: { message: `no ${token}\u001b[31m\n@octocat` } },
      (api) => `${api} refused to list the comments on acme/shop#7 (400: no ghs_… @octocat)`,
    ],
  ])("%s", async (_, fault, message) => {
    server.faults.push(fault);
    const error: unknown = await post().catch((thrown: unknown) => thrown);
    expect((error as Error).message).toBe(message(server.api));
    expect((error as Error).message).not.toContain("Canary");
    expect(waits).toEqual([]);
  });

  test("a server that isn't an API", async () => {
    server.faults.push({ call: /graphql/, status: 200, body: "x" });
    await expect(post()).rejects.toThrow(
      `${server.api} doesn't tell whose token GITHUB_TOKEN holds, so no comment is known to be ours`,
    );
  });

  test("a server that isn't there", async () => {
    const gone = "http://127.0.0.1:9";
    await expect(post(undefined, { api: gone })).rejects.toThrow(
      new RegExp(`^${gone} can't be asked to tell whose token this is: .*; asked 5 times$`),
    );
  });
});
