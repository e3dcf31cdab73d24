import { goNanoseconds } from "../../model/duration.ts";
import { goQuoted } from "../../model/go-quoted.ts";
import type { Outside } from "../outside.ts";
import { TerminalError } from "../step.ts";

/** What the http steps have in common in their config. */
export interface RequestConfig {
  readonly url: string;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
  readonly queryParams?: readonly { readonly name: string; readonly value: string }[];
  readonly timeout?: string;
  readonly proxy?: string;
}

/** The cloud's own addresses for its machines: Kargo calls none of them. Source: Kargo v1.11.2, pkg/net/transport.go. */
const linkLocal = /^(169\.254\.|\[fe[89ab][0-9a-f]:)/i;

/**
 * Sends the request that a config describes.
 *
 * @param defaultTimeout in milliseconds
 * @throws TerminalError for a request that can't be made of it; Error when it isn't answered
 */
export async function send(
  http: NonNullable<Outside["http"]>,
  config: RequestConfig,
  defaultTimeout: number,
  signal: AbortSignal,
): Promise<Response> {
  const url = requestUrl(config);
  const headers = new Headers();
  for (const { name, value } of config.headers ?? []) headers.append(name, value);
  if (config.proxy) {
    throw new TerminalError("error creating HTTP client: a proxy can't be used here", { status: "Errored" });
  }
  const nanoseconds = config.timeout ? goNanoseconds(config.timeout) : undefined;
  const timeout = nanoseconds === undefined ? defaultTimeout : Number(nanoseconds / 1_000_000n);
  try {
    if (linkLocal.test(url.hostname)) {
      throw new Error(`connections to link-local addresses are not permitted (host ${goQuoted(url.hostname)})`);
    }
    return await http.fetch(url.href, {
      method: config.method || "GET",
      headers,
      ...(config.body ? { body: config.body } : {}),
      signal: AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, timeout))]),
    });
  } catch (error) {
    signal.throwIfAborted();
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new Error(`error sending HTTP request: ${config.method || "GET"} ${shownUrl(url)}: ${reason}`, {
      cause: error,
    });
  }
}

/** The request in one line and in parts, without what may be a secret: values of headers and parameters, the body. */
export function shownRequest(config: RequestConfig): {
  readonly what: string;
  readonly details: Record<string, unknown>;
} {
  const method = config.method || "GET";
  const url = shownUrl(requestUrl(config));
  return {
    what: `${method} ${url}`,
    details: {
      method,
      url,
      headers: (config.headers ?? []).map(({ name }) => name),
      queryParams: (config.queryParams ?? []).map(({ name }) => name),
      ...(config.body ? { bodyBytes: Buffer.byteLength(config.body) } : {}),
    },
  };
}

/**
 * The body, up to a limit.
 *
 * @throws Error when there is more
 */
export async function readBody(response: Response, limit: number, tooLarge: () => Error): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function requestUrl({ url, queryParams = [] }: RequestConfig): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new TerminalError(
      `error building HTTP request: error creating HTTP request: parse ${goQuoted(url)}: invalid URL`,
      {
        status: "Errored",
      },
    );
  }
  if (queryParams.length > 0) {
    for (const { name, value } of queryParams) parsed.searchParams.append(name, value);
    parsed.searchParams.sort();
  }
  return parsed;
}

function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
