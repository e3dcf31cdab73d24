import { readBody } from "../../promotion/files/http-request.ts";
import { HostFailure, refusal } from "./host-failure.ts";
import type { PostTarget } from "./post-target.ts";

/** One request, in milliseconds. */
const bound = 30_000;
/** A page of a hundred comments, each as long as GitHub takes. */
const largest = 32 << 20;

export interface HostCall {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** From the API's address. */
  readonly path: string;
  readonly body?: unknown;
  /** For messages: `list the comments`. */
  readonly did: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Asks a Git host once.
 *
 * @returns what it answered, parsed; undefined for an answer without content
 * @throws HostFailure
 */
export async function askHost(target: PostTarget, call: HostCall, signal: AbortSignal): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${target.api}${call.path}`, {
      method: call.method,
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        "user-agent": "slipway",
        ...call.headers,
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(bound)]),
    });
    text = (
      await readBody(response, largest, () => new Error(`its answer has more than ${largest >> 20} MiB`))
    ).toString("utf8");
  } catch (error) {
    signal.throwIfAborted();
    const { message, cause } = error as Error;
    const why = cause instanceof Error && cause.message !== "" ? cause.message : message;
    throw new HostFailure(`${target.api} can't be asked to ${call.did}: ${why}`, 0);
  }
  if (!response.ok)
    throw refusal(target, call.did, { status: response.status, headers: response.headers, body: text }, Date.now());
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new HostFailure(
      `${target.api} answered with something else than JSON when asked to ${call.did}: is it the API's address`,
    );
  }
}
