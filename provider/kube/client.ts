import http from "node:http";
import https from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { type Fields, isFields } from "../value.ts";
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
  readonly #config: KubeConfig;
  readonly #timeoutMs: number;

  /** @param timeoutMs bound of one request */
  constructor(config: KubeConfig, timeoutMs: number) {
    this.#config = config;
    this.#timeoutMs = timeoutMs;
    this.server = config.getCurrentCluster()?.server ?? "";
  }

  /** @throws ApiError, UnreachableError, or the signal's reason */
  async request(request: KubeRequest, signal?: AbortSignal): Promise<Fields> {
    const url = new URL(this.server.replace(/\/$/, "") + request.path);
    for (const [key, value] of Object.entries(request.query ?? {})) url.searchParams.set(key, value);
    const options: https.RequestOptions = {
      method: request.method,
      headers: {
        accept: "application/json",
        ...(request.body === undefined ? {} : { "content-type": request.contentType ?? "application/json" }),
      },
      timeout: this.#timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    };
    await this.#config.applyToHTTPSOptions(options);
    const { code, text } = await send(url, options, request).catch((error: unknown) => {
      if (signal?.aborted) throw signal.reason;
      throw new UnreachableError(`${request.method} ${url.origin}${url.pathname}: ${describe(error)}`);
    });
    const body = parse(text);
    if (code >= 200 && code < 300) return body;
    throw new ApiError(code, body, text);
  }
}

function send(
  url: URL,
  options: https.RequestOptions,
  request: KubeRequest,
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
    message.end(request.body === undefined ? undefined : JSON.stringify(request.body));
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
