import http from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fields, isFields } from "../value.ts";
import type { Access } from "./access.ts";
import { ApiError, UnreachableError } from "./api-error.ts";

export interface KubeRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Without the server: `/api/v1/namespaces/dev`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly contentType?: string;
}

const firstPauseMs = 250;
const longestPauseMs = 2000;

/** One API server, asked with the kubeconfig's authentication. */
export class KubeClient {
  readonly server: string;
  readonly #access: Access;
  readonly #timeoutMs: number;
  readonly #patienceMs: number;

  /**
   * @param timeoutMs bound of one request
   * @param patienceMs how long a server that goes away for a moment is waited for, as at an upgrade of its node. Default 0
   */
  constructor(access: Access, timeoutMs: number, patienceMs = 0) {
    this.#access = access;
    this.#timeoutMs = timeoutMs;
    this.#patienceMs = patienceMs;
    this.server = access.server;
  }

  /** @throws ApiError, UnreachableError, or the signal's reason */
  async request(request: KubeRequest, signal?: AbortSignal): Promise<Fields> {
    const deadline = Date.now() + this.#patienceMs;
    for (let pause = firstPauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
      try {
        return await this.#once(request, signal);
      } catch (error) {
        if (!mayBeAskedAgain(error, request) || Date.now() + pause > deadline) throw error;
      }
      await sleep(pause, undefined, { signal }).catch((error: unknown) => {
        throw signal?.aborted ? signal.reason : error;
      });
    }
  }

  async #once(request: KubeRequest, signal?: AbortSignal): Promise<Fields> {
    const url = new URL(this.server.replace(/\/$/, "") + request.path);
    for (const [key, value] of Object.entries(request.query ?? {})) url.searchParams.set(key, value);
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    const options: https.RequestOptions = {
      method: request.method,
      headers: {
        accept: "application/json",
        // The length is said because Node sends the body of a DELETE without one, and the server then takes it for the
        // next request on the connection.
        ...(body === undefined
          ? {}
          : { "content-type": request.contentType ?? "application/json", "content-length": body.length }),
      },
      timeout: this.#timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    };
    await this.#access.authorize(options);
    const { code, text } = await send(url, options, body).catch((error: unknown) => {
      if (signal?.aborted) throw signal.reason;
      throw new UnreachableError(`${request.method} ${url.origin}${url.pathname}: ${describe(error)}`, codeOf(error));
    });
    const answer = parse(text);
    if (code >= 200 && code < 300) return answer;
    throw new ApiError(code, answer, text);
  }
}

function send(
  url: URL,
  options: https.RequestOptions,
  body: Buffer | undefined,
): Promise<{ readonly code: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const message = (url.protocol === "http:" ? http : https).request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ code: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") });
      });
    });
    message.on("timeout", () => message.destroy(new Error(`no answer within ${(options.timeout ?? 0) / 1000} s`)));
    message.on("error", reject);
    message.end(body);
  });
}

function parse(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}

/**
 * Whether a failure passes by itself and the request hasn't been carried out, or may be twice: nobody took the connection,
 * or, of a question, nobody answered it to the end. A server that starts says 503 until it knows its kinds.
 */
function mayBeAskedAgain(error: unknown, { method }: KubeRequest): boolean {
  if (error instanceof ApiError) return method === "GET" && error.code === 503;
  if (!(error instanceof UnreachableError)) return false;
  return error.code === "ECONNREFUSED" || (method === "GET" && error.code === "ECONNRESET");
}

/** Of several addresses the last one's. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors.at(-1));
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** Node wraps the failures of several addresses into one error without a message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join("; ");
  return error instanceof Error ? error.message : String(error);
}
