import http from "node:http";
import https from "node:https";
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

/** One API server, asked with the kubeconfig's authentication. */
export class KubeClient {
  readonly server: string;
  readonly #access: Access;
  readonly #timeoutMs: number;

  /** @param timeoutMs bound of one request */
  constructor(access: Access, timeoutMs: number) {
    this.#access = access;
    this.#timeoutMs = timeoutMs;
    this.server = access.server;
  }

  /** @throws ApiError, UnreachableError, or the signal's reason */
  async request(request: KubeRequest, signal?: AbortSignal): Promise<Fields> {
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
      throw new UnreachableError(`${request.method} ${url.origin}${url.pathname}: ${describe(error)}`);
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

/** Node wraps the failures of several addresses into one error without a message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join("; ");
  return error instanceof Error ? error.message : String(error);
}
