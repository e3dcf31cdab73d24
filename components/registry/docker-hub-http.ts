/**
 * Requests to Docker Hub's API, with patience that has an end.
 *
 * Written as plain functions over plain data: Pulumi keeps a dynamic provider in the state as text and runs it elsewhere,
 * which modules of Node's own, `#private` fields and captured objects with a life of their own don't survive.
 */
export interface Hub {
  /** `https://hub.docker.com`, without / at the end. */
  readonly endpoint: string;
  /** Docker ID for a personal access token, the organisation's name for an organisation's. */
  readonly identifier: string;
  readonly secret: string;
  readonly clock: HubClock;
}

export interface HubClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** How long one request may take, in milliseconds. Default 30 000. */
  readonly requestMs?: number;
}

export interface HubRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly route: string;
  readonly body?: unknown;
  /** What `/v2/auth/token` gave. */
  readonly bearer?: string;
}

export interface HubAnswer {
  readonly status: number;
  /** Parsed JSON; undefined when the answer was empty or none. */
  readonly body: unknown;
  /** True when an earlier attempt got no clear answer, so it may have taken effect all the same. */
  readonly uncertain: boolean;
}

/** Of all waits between the attempts of one request together. */
const patienceMs = 120_000;
const mostAttempts = 6;

/**
 * Sends one request; again after a pause when Docker Hub is busy (429), broken (5xx) or out of reach. The pause is what
 * the server asks for, else 1 s, 2 s, 4 s and so on.
 *
 * @throws Error when the patience is used up, or when a good answer isn't JSON. Never with a secret in it.
 */
export async function askHub(hub: Hub, request: HubRequest): Promise<HubAnswer> {
  const what = `${request.method} ${hub.endpoint}${request.route}`;
  let waited = 0;
  let uncertain = false;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptOf(hub, request);
    if ("response" in outcome && !isPassing(outcome.response.status)) {
      return { status: outcome.response.status, body: bodyOf(what, outcome.response, outcome.text), uncertain };
    }
    const trouble = "response" in outcome ? `answered ${outcome.response.status}` : outcome.trouble;
    const asked = "response" in outcome ? askedPause(outcome.response.headers, hub.clock.now()) : undefined;
    // A 429 is a clear no: nothing was done.
    uncertain ||= !("response" in outcome) || outcome.response.status !== 429;
    const pause = asked ?? 1000 * 2 ** (attempt - 1);
    if (attempt === mostAttempts || waited + pause > patienceMs) {
      const hint = asked === undefined ? "" : `; it asks to wait ${Math.ceil(asked / 1000)} s`;
      const tried = `${attempt} ${attempt === 1 ? "attempt" : "attempts"} in ${Math.round(waited / 1000)} s`;
      throw new Error(`Docker Hub ${trouble} to ${what} (${tried}${hint}). Run the same command again later`);
    }
    await hub.clock.sleep(pause);
    waited += pause;
  }
}

type Outcome = { readonly response: Response; readonly text: string } | { readonly trouble: string };

async function attemptOf(hub: Hub, { method, route, body, bearer }: HubRequest): Promise<Outcome> {
  const requestMs = hub.clock.requestMs ?? 30_000;
  try {
    const response = await fetch(`${hub.endpoint}${route}`, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // Wherever a redirect leads, the token has no business there.
      redirect: "error",
      signal: AbortSignal.timeout(requestMs),
    });
    return { response, text: await response.text() };
  } catch (error) {
    if (error instanceof Error && error.name === "TimeoutError")
      return { trouble: `gave no answer in ${requestMs} ms` };
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    // Only the code or the kind of error: its text may quote what was sent.
    const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "network error";
    return { trouble: `could not be reached (${code})` };
  }
}

function isPassing(status: number): boolean {
  return [429, 500, 502, 503, 504].includes(status);
}

/** `Retry-After` in seconds or as a date, `X-Retry-After` and `X-RateLimit-Reset` as seconds since 1970. */
export function askedPause(headers: Headers, now: number): number | undefined {
  const after = headers.get("retry-after");
  if (after !== null && /^\d+$/.test(after)) return Number(after) * 1000;
  const until = after === null ? Number.NaN : Date.parse(after);
  if (!Number.isNaN(until)) return Math.max(0, until - now);
  const spent = headers.get("x-ratelimit-remaining") === "0" ? headers.get("x-ratelimit-reset") : null;
  const reset = headers.get("x-retry-after") ?? spent;
  return reset !== null && /^\d+$/.test(reset) ? Math.max(0, Number(reset) * 1000 - now) : undefined;
}

function bodyOf(what: string, response: Response, text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    if (!response.ok) return undefined;
    throw new Error(
      `Docker Hub answered ${response.status} to ${what} with something that isn't JSON: a proxy may stand in between`,
    );
  }
}
