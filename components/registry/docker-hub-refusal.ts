import type { Hub, HubAnswer } from "./docker-hub-http.ts";

/** Who asks. */
export interface HubSession {
  readonly hub: Hub;
  /** Empty before the log-in. */
  readonly bearer: string;
}

/** What was asked, and why Docker Hub may refuse just that. */
export interface Explanation {
  readonly doing: string;
  readonly forbidden: string;
  readonly missing: string;
}

/** An error that says what was refused and why, with Docker Hub's own words and never with a secret. */
export function refusal({ hub, bearer }: HubSession, { status, body }: HubAnswer, what: Explanation): Error {
  const said = [fieldOf(body, "message"), fieldOf(body, "detail")].find(
    (text) => typeof text === "string" && text !== "",
  );
  // A server may quote what it was sent.
  const hide = (text: string) =>
    [hub.secret, bearer].filter((each) => each !== "").reduce((all, each) => all.replaceAll(each, "…"), text);
  const words = typeof said === "string" ? ` ("${hide(said).replaceAll(/\s+/g, " ").slice(0, 200)}")` : "";
  const reasons: Record<number, string> = {
    400: "it doesn't accept what was asked",
    401: `it doesn't accept the access token of ${hub.identifier}: it may have expired or been revoked, or belong to another account. Make a new one with Read, Write, Delete and set it: pulumi config set --secret slipway:dockerHubToken`,
    402: "the plan's private repositories are used up: make the repository public, or buy more",
    403: what.forbidden,
    404: what.missing,
    405: what.missing,
    409: "something else is being done to it: run the same command again",
    410: what.missing,
    422: "it doesn't accept what was asked",
  };
  return new Error(
    `Docker Hub refused to ${what.doing} with ${status}${words}: ${reasons[status] ?? "no reason known"}`,
  );
}

/** A field of parsed JSON; undefined when there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
