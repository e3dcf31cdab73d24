import { describe, expect, test } from "vitest";
import { judgeTokens } from "../../../cli/doctor/tokens.ts";
import { said } from "./said.ts";

describe("tokens in the environment", () => {
  const body = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0";
  const github =
    "Make a fine-grained token for these repositories (Administration, Actions, Environments, Secrets, Variables, Webhooks: read and write; Metadata: read) and run: pulumi config set --secret slipway:githubToken";
  const hub =
    "Make a personal access token with Read, Write, Delete on Docker Hub and run: pulumi config set --secret slipway:dockerHubToken";
  const rows: readonly (readonly [string, Record<string, string>, readonly string[]])[] = [
    [
      "a fine-grained one",
      { GITHUB_TOKEN: `github_pat_${body}` },
      ["ok", "token", "GITHUB_TOKEN is of the right class"],
    ],
    [
      "a classic one",
      { GITHUB_TOKEN: `ghp_${body}` },
      [
        "warning",
        "token-classic",
        "GITHUB_TOKEN is a classic token: it can do in every repository what it can do in one",
        "Make a fine-grained token for the repository: https://github.com/settings/personal-access-tokens",
      ],
    ],
    [
      "B27: a password",
      { SLIPWAY_DOCKERHUB_TOKEN: "hunter2" },
      [
        "error",
        "token-class",
        "SLIPWAY_DOCKERHUB_TOKEN: This is no token of Docker Hub, perhaps a password, which opens the whole account (got a text that is no token of a known kind, 7 characters)",
        hub,
      ],
    ],
    [
      "B27: the other's",
      { SLIPWAY_DOCKERHUB_TOKEN: `ghp_${body}` },
      [
        "error",
        "token-class",
        "SLIPWAY_DOCKERHUB_TOKEN: This is no token of Docker Hub (got a classic personal access token of GitHub, 44 characters)",
        hub,
      ],
    ],
    [
      "B27: a line break",
      { GITHUB_TOKEN: `github_pat_${body}\n` },
      [
        "error",
        "token-class",
        "GITHUB_TOKEN: This token has white space around it, perhaps the end of a line (got a fine-grained personal access token of GitHub, 52 characters)",
        `Set it again without them: printf %s "$TOKEN" | pulumi config set --secret slipway:githubToken`,
      ],
    ],
    [
      "B27: a refresh token",
      { GITHUB_TOKEN: `ghr_${body}` },
      [
        "error",
        "token-class",
        "GITHUB_TOKEN: A refresh token opens nothing (got a refresh token of GitHub, 44 characters)",
        github,
      ],
    ],
  ];
  test.each(rows)("%s", (_, env, expected) => {
    const findings = judgeTokens(env);
    expect(said(findings)).toEqual([expected]);
    for (const value of Object.values(env)) expect(JSON.stringify(findings)).not.toContain(value.trim());
  });
});
