import type { Problem } from "../problem.ts";

/** What the letters at a token's beginning say about it. No part of the token itself. */
interface TokenClass {
  readonly issuer: "GitHub" | "Docker Hub" | "GitLab";
  readonly what: string;
}

const classes: readonly (readonly [prefix: RegExp, found: TokenClass])[] = [
  [/^github_pat_/, { issuer: "GitHub", what: "a fine-grained personal access token" }],
  [/^ghp_/, { issuer: "GitHub", what: "a classic personal access token" }],
  [/^gho_/, { issuer: "GitHub", what: "an OAuth token" }],
  [/^ghu_/, { issuer: "GitHub", what: "a GitHub App's token for a user" }],
  [/^ghs_/, { issuer: "GitHub", what: "a GitHub App's or workflow's token" }],
  [/^ghr_/, { issuer: "GitHub", what: "a refresh token" }],
  [/^dckr_pat_/, { issuer: "Docker Hub", what: "a personal access token" }],
  [/^dckr_oat_/, { issuer: "Docker Hub", what: "an organisation's access token" }],
  [/^glpat-/, { issuer: "GitLab", what: "a personal access token" }],
];

function classOf(token: string): TokenClass | undefined {
  return classes.find(([prefix]) => prefix.test(token.trim()))?.[1];
}

/** What a token is, for messages: its class and length, never a letter that isn't in every token of that class. */
export function shownToken(token: string): string {
  const found = classOf(token);
  const kind = found === undefined ? "a text that is no token of a known kind" : `${found.what} of ${found.issuer}`;
  return `${kind}, ${token.length} characters`;
}

const fixes = {
  githubToken:
    "Make a fine-grained token for these repositories (Administration, Actions, Environments, Secrets, Variables, Webhooks: read and write; Metadata: read) and run: pulumi config set --secret slipway:githubToken",
  dockerHubToken:
    "Make a personal access token with Read, Write, Delete on Docker Hub and run: pulumi config set --secret slipway:dockerHubToken",
} as const;

export type TokenKey = keyof typeof fixes;

/** The variable of the environment that a token is taken from when config has none. */
export const tokenVariables: Readonly<Record<TokenKey, string>> = {
  githubToken: "GITHUB_TOKEN",
  dockerHubToken: "SLIPWAY_DOCKERHUB_TOKEN",
};

/**
 * What is wrong with a token, as far as the text itself tells; undefined when nothing.
 *
 * @param token undefined when neither config nor environment has one
 */
export function tokenProblem(key: TokenKey, token: string | undefined): Problem | undefined {
  const common = { rule: "source-token", severity: "error", path: `slipway:${key}`, fix: fixes[key] } as const;
  const issuer = key === "githubToken" ? "GitHub" : "Docker Hub";
  if (token === undefined) {
    return {
      ...common,
      message: `There is no token for ${issuer}, neither here nor in ${tokenVariables[key]}`,
    };
  }
  const got = shownToken(token);
  if (token !== token.trim()) {
    const fix = `Set it again without them: printf %s "$TOKEN" | pulumi config set --secret slipway:${key}`;
    return { ...common, message: "This token has white space around it, perhaps the end of a line", got, fix };
  }
  const found = classOf(token);
  if (found !== undefined && found.issuer !== issuer)
    return { ...common, message: `This is no token of ${issuer}`, got };
  if (found?.what === "a refresh token") return { ...common, message: "A refresh token opens nothing", got };
  if (found === undefined && !isOld(key, token)) {
    return {
      ...common,
      message: `This is no token of ${issuer}, perhaps a password, which opens the whole account`,
      got,
    };
  }
  return undefined;
}

/** Tokens from before they had prefixes. */
function isOld(key: TokenKey, token: string): boolean {
  return key === "githubToken"
    ? /^[0-9a-f]{40}$/.test(token)
    : /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(token);
}
