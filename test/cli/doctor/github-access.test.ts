import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judgeTokenFacts, tokenFacts } from "../../../cli/doctor/github-access.ts";

const token = "ghp_Canary0123456789Canary0123456789Cana";
const now = Date.parse("2026-11-21T12:00:00Z");

/** A server on loopback that answers as GitHub's documented `GET /user` does. */
describe("B27: what GitHub says of a token", () => {
  let server: Server;
  let answer: (response: ServerResponse) => void;
  let asked: (string | undefined)[];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked = [request.url, request.headers.authorization];
      answer(response);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });
  afterAll(() => void server.close());

  const judged = async (given: typeof answer) => {
    answer = given;
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3/`;
    const findings = judgeTokenFacts(await tokenFacts(token, base), token, "GITHUB_TOKEN", now);
    expect(asked).toEqual(["/api/v3/user", `Bearer ${token}`]);
    expect(JSON.stringify(findings)).not.toMatch(/canary/i);
    return findings.map(({ state, rule, message, fix }) => [
      `${state} ${rule}`,
      message,
      ...(fix === undefined ? [] : [fix]),
    ]);
  };
  const says =
    (status: number, headers: Record<string, string> = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(status, headers).end("{}");
  const anew = "Make a new one and run: pulumi config set --secret slipway:githubToken";

  test.each([
    [
      "it has expired",
      says(401),
      [
        "error token-refused",
        "GitHub doesn't take GITHUB_TOKEN (a classic personal access token of GitHub, 40 characters): it has expired, or somebody revoked it",
        anew,
      ],
    ],
    [
      "it lacks scopes",
      says(200, { "x-oauth-scopes": "repo, read:org" }),
      [
        "error token-scopes",
        "GITHUB_TOKEN is a classic token without the scope workflow (it has repo, read:org)",
        "Make a fine-grained one (Administration, Actions, Contents, Environments, Secrets, Variables, Webhooks, Workflows: read and write; Metadata: read), or add them: https://github.com/settings/tokens",
      ],
    ],
    [
      "it has none at all",
      says(200, { "x-oauth-scopes": "" }),
      expect.arrayContaining(["GITHUB_TOKEN is a classic token without the scopes repo, workflow (it has none)"]),
    ],
    [
      "it ends soon",
      says(200, { "github-authentication-token-expiration": "2026-11-24 12:00:00 UTC" }),
      ["warning token-ends", "GITHUB_TOKEN ends in 3 days", anew],
    ],
    ["it is right", says(200, { "x-oauth-scopes": "repo, workflow" }), ["ok token-taken", "GitHub takes GITHUB_TOKEN"]],
    [
      "nobody answers",
      (response: ServerResponse) => void response.destroy(),
      [
        "warning github-silent",
        "Whether GitHub takes GITHUB_TOKEN can't be told: it doesn't answer",
        "See that this machine reaches it, through the proxy it may need",
      ],
    ],
  ])("%s", async (_, given, expected) => {
    expect(await judged(given)).toEqual([expected]);
  });

  test("nothing, of a GitHub App's token, which is no user's", async () => {
    expect(await judged(says(403))).toEqual([]);
  });
});
