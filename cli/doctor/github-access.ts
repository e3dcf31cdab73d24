import { shownToken } from "../../model/source/token.ts";
import { type Finding, findingsOf } from "./finding.ts";

/** Milliseconds that GitHub may think. */
const bound = 10_000;

/** Days before its end from which on a token is warned of. */
const soon = 14;

/** What GitHub says of a token: whether it takes it, until when, and the scopes of a classic one. */
export interface TokenFacts {
  /** HTTP status of `GET /user`; 0 where nobody answered. */
  readonly status: number;
  /** Of a classic token; a fine-grained one's permissions can't be asked for. */
  readonly scopes?: readonly string[];
  /** Milliseconds; undefined where it doesn't end, or GitHub doesn't say. */
  readonly ends?: number;
}

/** @param base of GitHub's API, `https://api.github.com/` */
export async function tokenFacts(token: string, base: string): Promise<TokenFacts> {
  const headers = { authorization: `Bearer ${token}`, accept: "application/vnd.github+json", "user-agent": "slipway" };
  try {
    const { status, headers: said } = await fetch(new URL("user", base), {
      headers,
      redirect: "error",
      signal: AbortSignal.timeout(bound),
    });
    const scopes = said.get("x-oauth-scopes");
    // `2026-12-01 08:00:00 UTC`
    const ends = Date.parse(said.get("github-authentication-token-expiration") ?? "");
    return {
      status,
      ...(scopes !== null && { scopes: scopes.split(",").flatMap((scope) => scope.trim() || []) }),
      ...(!Number.isNaN(ends) && { ends }),
    };
  } catch {
    return { status: 0 };
  }
}

/** @param where where the token came from: `slipway:githubToken`, `GITHUB_TOKEN` */
export function judgeTokenFacts(facts: TokenFacts, token: string, where: string, now: number): Finding[] {
  const { ok, warning, error } = findingsOf("tokens");
  const { status, scopes, ends } = facts;
  const anew = "Make a new one and run: pulumi config set --secret slipway:githubToken";
  if (status === 401) {
    const message = `GitHub doesn't take ${where} (${shownToken(token)}): it has expired, or somebody revoked it`;
    return [error("token-refused", message, anew)];
  }
  if (status === 0) {
    const message = `Whether GitHub takes ${where} can't be told: it doesn't answer`;
    return [warning("github-silent", message, "See that this machine reaches it, through the proxy it may need")];
  }
  // A GitHub App's token is no user's and gets 403 here; of rate limits nothing can be told either.
  if (status !== 200) return [];
  const missing = scopes === undefined ? [] : ["repo", "workflow"].filter((scope) => !scopes.includes(scope));
  if (missing.length > 0) {
    const has = scopes?.length === 0 ? "none" : scopes?.join(", ");
    const message = `${where} is a classic token without the ${missing.length === 1 ? "scope" : "scopes"} ${missing.join(", ")} (it has ${has})`;
    const fix =
      "Make a fine-grained one (Administration, Actions, Contents, Environments, Secrets, Variables, Webhooks, Workflows: read and write; Metadata: read), or add them: https://github.com/settings/tokens";
    return [error("token-scopes", message, fix)];
  }
  const days = ends === undefined ? Number.POSITIVE_INFINITY : Math.floor((ends - now) / 86_400_000);
  if (days <= soon) return [warning("token-ends", `${where} ends in ${days} days`, anew)];
  return [ok("token-taken", `GitHub takes ${where}`)];
}
