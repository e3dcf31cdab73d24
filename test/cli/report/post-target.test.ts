import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { postTarget, proposedCommit } from "../../../cli/report/post-target.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-post-target-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sha = "0123456789abcdef0123456789abcdef01234567";
const event = join(folder, "event.json");
writeFileSync(event, JSON.stringify({ number: 7, pull_request: { number: 7, head: { sha } } }));
const workflow = {
  GITHUB_ACTIONS: "true",
  GITHUB_API_URL: "https://api.github.com",
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "acme/shop",
  GITHUB_EVENT_PATH: event,
  GITHUB_REF: "refs/pull/7/merge",
  GITHUB_SHA: "f".repeat(40),
  GITHUB_TOKEN: "secret-of-the-job",
};
const github = {
  host: "github",
  api: "https://api.github.com",
  repository: "acme/shop",
  number: 7,
  token: "secret-of-the-job",
  tokenFrom: "GITHUB_TOKEN",
  url: "https://github.com/acme/shop/pull/7",
};

test.each([
  ["a workflow of GitHub's says everything", {}, workflow, github],
  [
    "the ref says the number where the event doesn't",
    {},
    { ...workflow, GITHUB_EVENT_PATH: join(folder, "gone.json") },
    github,
  ],
  [
    "flags come first",
    { repo: "acme/other", "pull-request": "12" },
    workflow,
    { ...github, repository: "acme/other", number: 12, url: "https://github.com/acme/other/pull/12" },
  ],
  [
    "without a workflow flags and a token are enough",
    { repo: "acme/shop", "pull-request": "7" },
    { GH_TOKEN: " mine\n" },
    { ...github, token: "mine", tokenFrom: "GH_TOKEN" },
  ],
  [
    "a workflow of Gitea's is told from GitHub's",
    {},
    {
      ...workflow,
      GITEA_ACTIONS: "true",
      GITHUB_API_URL: "https://git.example.com/api/v1",
      GITHUB_SERVER_URL: "https://git.example.com/",
      GITEA_TOKEN: "tea",
    },
    {
      ...github,
      host: "gitea",
      api: "https://git.example.com/api/v1",
      token: "tea",
      tokenFrom: "GITEA_TOKEN",
      url: "https://git.example.com/acme/shop/pulls/7",
    },
  ],
  [
    "plain http is for loopback",
    { host: "gitea", api: "http://127.0.0.1:3000/api/v1/", repo: "acme/shop", "pull-request": "7" },
    { SLIPWAY_REPORT_TOKEN: "t" },
    {
      ...github,
      host: "gitea",
      api: "http://127.0.0.1:3000/api/v1",
      token: "t",
      tokenFrom: "SLIPWAY_REPORT_TOKEN",
      url: "http://127.0.0.1:3000/acme/shop/pulls/7",
    },
  ],
])("%s", (_, flags, env, expected) => {
  expect(postTarget(flags, env)).toEqual(expected);
});

test("everything that is missing is told at once", () => {
  expect(() => postTarget({}, {})).toThrow(
    [
      "--post needs:",
      "  --repo OWNER/NAME (or GITHUB_REPOSITORY): got nothing",
      "  --pull-request NUMBER (or a workflow on pull_request, whose GITHUB_EVENT_PATH says it): got nothing",
      "  a token in the environment, as SLIPWAY_REPORT_TOKEN or GITHUB_TOKEN or GH_TOKEN",
    ].join("\n"),
  );
});

test.each([
  [
    "http://git.example.com/api/v1",
    'got "http://git.example.com/api/v1"; http would show the token to everyone on the way, and is for loopback only',
  ],
  ["https://me:pw@git.example.com", 'got "https://…@git.example.com"; allowed an https URL without a login'],
  ["https://[", 'got "https://["; allowed an https URL without a login'],
])("--api %s is refused", (api, words) => {
  expect(() => postTarget({ api }, workflow)).toThrow(`--post needs:\n  --api URL: ${words}`);
});

test.each(["shop", "acme/shop/x", "../x", "acme/..", "acme/sh op", "https://github.com/acme/shop"])(
  "--repo %s is refused",
  (repo) => {
    expect(() => postTarget({ repo }, workflow)).toThrow(`--repo OWNER/NAME (or GITHUB_REPOSITORY): got "${repo}"`);
  },
);

test.each(["0", "x", "7/../8", "99999999999"])("--pull-request %s is refused", (number) => {
  expect(() => postTarget({ "pull-request": number }, workflow)).toThrow(`got "${number}"`);
});

test("the commit is the one that is proposed, not the merge that a workflow checks out", () => {
  expect(proposedCommit(workflow)).toBe(sha);
  expect(proposedCommit({ GITHUB_SHA: sha })).toBe(sha);
  expect(proposedCommit({ GITHUB_SHA: "@octocat" })).toBeUndefined();
});
