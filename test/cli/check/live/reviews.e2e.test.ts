import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type GitProvider, Reviews } from "../../../../cli/check/live/reviews.ts";

/** Answers by path; what isn't here is 404. Written from the providers' own references, no Git host is asked. */
const answers = new Map<string, { readonly status?: number; readonly body: unknown }>();
const asked: { readonly path: string; readonly headers: Readonly<Record<string, unknown>> }[] = [];
let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? "", headers: request.headers });
    const { status = 200, body } = answers.get((request.url ?? "").split("?", 1)[0] ?? "") ?? { status: 404, body: {} };
    response.writeHead(status, { "content-type": "application/json", location: "http://127.0.0.1:1/" });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  answers.clear();
  asked.length = 0;
});

function reviews(provider: GitProvider, token?: string): Reviews {
  return new Reviews(new Map([[origin, { provider, token }]]), AbortSignal.timeout(30_000));
}

describe("who approved and merged a pull request", () => {
  const approved = (login: string, state = "APPROVED", more = {}) => ({ user: { login }, state, ...more });

  test("at GitHub: the last word of each reviewer counts, a comment doesn't", async () => {
    const base = "/api/v3/repos/acme/app/pulls/3";
    answers.set(base, { body: { merged: true, merged_by: { login: "jane" } } });
    answers.set(`${base}/reviews`, {
      body: [
        approved("alice"),
        approved("alice", "COMMENTED"),
        approved("bob"),
        approved("bob", "CHANGES_REQUESTED"),
        approved("carol"),
        approved("carol", "DISMISSED"),
      ],
    });
    expect(await reviews("github", "TOKEN").of(`${origin}/acme/app/pull/3`)).toEqual({
      merged: true,
      mergedBy: "jane",
      approvedBy: ["alice"],
    });
    expect(asked.map(({ path, headers }) => [path, headers["authorization"]])).toEqual([
      [base, "Bearer TOKEN"],
      [`${base}/reviews?per_page=100&limit=50`, "Bearer TOKEN"],
    ]);
  });

  test("at Gitea, and at a git server that keeps no reviews", async () => {
    const base = "/api/v1/repos/acme/app/pulls/3";
    answers.set(base, { body: { merged: true, merged_by: { login: "jane" } } });
    const url = `${origin}/acme/app/pulls/3`;
    expect(await reviews("gitea", "TOKEN").of(url)).toEqual({ merged: true, mergedBy: "jane", approvedBy: [] });
    answers.set(`${base}/reviews`, { body: [approved("alice"), approved("bob", "APPROVED", { dismissed: true })] });
    expect(await reviews("gitea").of(url)).toEqual({ merged: true, mergedBy: "jane", approvedBy: ["alice"] });
    expect(asked.map(({ headers }) => headers["authorization"])).toEqual([
      "token TOKEN",
      "token TOKEN",
      undefined,
      undefined,
    ]);
  });

  test("at GitLab, in a group of groups", async () => {
    const base = "/api/v4/projects/acme%2Fweb%2Fapp/merge_requests/3";
    answers.set(base, { body: { state: "merged", merge_user: { username: "jane" } } });
    answers.set(`${base}/approvals`, { body: { approved_by: [{ user: { username: "alice" } }] } });
    expect(await reviews("gitlab", "TOKEN").of(`${origin}/acme/web/app/-/merge_requests/3`)).toEqual({
      merged: true,
      mergedBy: "jane",
      approvedBy: ["alice"],
    });
    expect(asked[0]?.headers["private-token"]).toBe("TOKEN");
  });

  test("isn't known, and why, when the host refuses, is another one, redirects or isn't there", async () => {
    const github = reviews("github", "SECRETTOKEN");
    const missing = "the token may not read it, or there is none";
    expect(await github.of(`${origin}/acme/app/pull/4`)).toEqual({ unknown: `${origin} answered 404: ${missing}` });
    answers.set("/api/v3/repos/acme/app/pulls/5", { status: 500, body: {} });
    expect(await github.of(`${origin}/acme/app/pull/5`)).toEqual({ unknown: `${origin} answered 500` });
    answers.set("/api/v3/repos/acme/app/pulls/6", { status: 302, body: {} });
    expect(await github.of(`${origin}/acme/app/pull/6`)).toEqual({
      unknown: `${origin} can't be reached: unexpected redirect`,
    });
    const away = createServer();
    await new Promise<void>((resolve) => away.listen(0, "127.0.0.1", resolve));
    const { port } = away.address() as AddressInfo;
    await new Promise((resolve) => away.close(resolve));
    const gone = `http://127.0.0.1:${port}`;
    const nowhere = new Reviews(
      new Map([[gone, { provider: "gitea", token: "SECRETTOKEN" }]]),
      AbortSignal.timeout(30_000),
    );
    expect(await nowhere.of(`${gone}/acme/app/pulls/6`)).toEqual({
      unknown: `${gone} can't be reached: connect ECONNREFUSED 127.0.0.1:${port}`,
    });
    const before = asked.length;
    const odd = "its address isn't that of a pull request at a Git host this reads";
    for (const url of [
      `${origin}/acme/../admin/pull/3`,
      `${origin}/acme/app/issues/3`,
      "https://user@evil.example/a/b/pull/3",
    ])
      expect(await github.of(url)).toEqual({ unknown: odd });
    expect(await github.of("https://evil.example/acme/app/pull/3")).toEqual({
      unknown: "https://evil.example isn't a Git host that the definition names, so it isn't asked",
    });
    expect(asked.length).toBe(before);
  });
});
