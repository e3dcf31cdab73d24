/** Where a registry sends whoever wants a token. */
export interface TokenChallenge {
  /** With the service that the token is for; who asks adds the scope. */
  readonly url: URL;
  /** What the refused request would have needed; undefined where the registry doesn't say. */
  readonly scope: string | undefined;
}

/**
 * Reads a WWW-Authenticate header, `Bearer realm="…",service="…",scope="…"`.
 *
 * Source: RFC 7235; https://distribution.github.io/distribution/spec/auth/token/
 *
 * @returns undefined when it asks for something else than a token
 */
export function tokenChallenge(header: string): TokenChallenge | undefined {
  const field = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(header)?.[1];
  const [realm = "", service, scope] = [field("realm"), field("service"), field("scope")];
  if (!/^bearer\s/i.test(header) || !URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  return { url, scope };
}

/** The token in an answer, under either of its names; undefined when there is none. */
export async function tokenOf(answer: Response): Promise<string | undefined> {
  const body = (await answer.json().catch(() => undefined)) as { token?: string; access_token?: string } | undefined;
  return body?.token ?? body?.access_token;
}
