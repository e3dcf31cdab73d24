import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import type { KubeObject, ObjectMeta } from "../../model/object.ts";

/** An object as the API server answers it. */
export interface LiveObject extends KubeObject {
  readonly metadata: ObjectMeta & {
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation?: number;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
  };
}

export interface ClusterResponse {
  readonly status: number;
  readonly body: string;
}

/** An answer of the API server other than 2xx. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
  readonly status: number;
  constructor(method: string, path: string, response: ClusterResponse) {
    super(`${method} ${path} was answered with ${response.status}: ${message(response.body)}`);
    this.status = response.status;
  }
}

/** One request may take this long, in milliseconds. */
const requestTimeout = 30_000;

/**
 * A few verbs of the API server over HTTPS. Node's own client instead of a library: every start waits for it to load,
 * and @kubernetes/client-node takes a second for that.
 */
export class ClusterClient {
  readonly #server: string;
  readonly #token: string;
  readonly #agent: Agent;

  constructor(server: string, certificateAuthority: string, token: string) {
    this.#server = server;
    this.#token = token;
    this.#agent = new Agent({ keepAlive: true, ca: certificateAuthority, maxSockets: 32 });
  }

  /** From a kubeconfig with one cluster, one user and a token, as the sandbox writes them. */
  static fromKubeconfig(path: string): ClusterClient {
    const config = parse(readFileSync(path, "utf8")) as {
      clusters: { cluster: { server: string; "certificate-authority-data": string } }[];
      users: { user: { token: string } }[];
    };
    const [cluster, user] = [config.clusters[0]?.cluster, config.users[0]?.user];
    if (!cluster || !user) throw new Error(`${path} has no cluster or no user`);
    const authority = Buffer.from(cluster["certificate-authority-data"], "base64").toString();
    return new ClusterClient(cluster.server, authority, user.token);
  }

  /** Any request; the answer whatever its status. Rejects only when there is none. */
  async send(method: string, path: string, body?: Body, headers?: Record<string, string>): Promise<ClusterResponse> {
    const response = await this.#open(method, path, { body, headers, signal: AbortSignal.timeout(requestTimeout) });
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
  }

  /** @throws ClusterError when the answer is not 2xx */
  async json<T>(method: string, path: string, body?: Body): Promise<T> {
    const response = await this.send(method, path, body);
    if (response.status < 200 || response.status > 299) throw new ClusterError(method, path, response);
    return JSON.parse(response.body) as T;
  }

  /** The object, or undefined when there is none. */
  async get<T = LiveObject>(path: string): Promise<T | undefined> {
    const response = await this.send("GET", path);
    if (response.status === 404) return undefined;
    if (response.status !== 200) throw new ClusterError("GET", path, response);
    return JSON.parse(response.body) as T;
  }

  /**
   * Server-side apply with the field manager `slipway-sandbox`, taking over fields that others own.
   *
   * @param text the object, JSON or YAML as it stands in a file
   */
  apply(path: string, text: string): Promise<LiveObject> {
    const query = "fieldManager=slipway-sandbox&force=true";
    return this.json("PATCH", `${path}?${query}`, { type: "application/apply-patch+yaml", text });
  }

  /** JSON merge patch. */
  merge(path: string, patch: unknown): Promise<LiveObject> {
    return this.json("PATCH", path, { type: "application/merge-patch+json", text: JSON.stringify(patch) });
  }

  create(path: string, object: unknown): Promise<LiveObject> {
    return this.json("POST", path, { type: "application/json", text: JSON.stringify(object) });
  }

  /** Asks for an object's deletion; false when there was none. */
  async delete(path: string): Promise<boolean> {
    const response = await this.send("DELETE", path);
    if (response.status === 404) return false;
    if (response.status > 299) throw new ClusterError("DELETE", path, response);
    return true;
  }

  /** The events of one watch, until the server or the signal ends it. */
  async *watch(path: string, signal: AbortSignal): AsyncGenerator<{ type: string; object: LiveObject }> {
    const response = await this.#open("GET", path, { signal });
    if (response.statusCode !== 200) {
      response.resume();
      throw new ClusterError("WATCH", path, { status: response.statusCode ?? 0, body: "" });
    }
    let rest = "";
    response.setEncoding("utf8");
    for await (const chunk of response) {
      const lines = `${rest}${chunk as string}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") yield JSON.parse(line) as { type: string; object: LiveObject };
    }
  }

  /** Closes idle connections, so that they keep no process alive. */
  close(): void {
    this.#agent.destroy();
  }

  #open(method: string, path: string, options: OpenOptions): Promise<IncomingMessage> {
    const { body, headers, signal } = options;
    return new Promise((resolve, reject) => {
      const sent = request(
        `${this.#server}${path}`,
        {
          method,
          agent: this.#agent,
          signal,
          headers: {
            authorization: `Bearer ${this.#token}`,
            accept: "application/json",
            ...(body ? { "content-type": body.type, "content-length": Buffer.byteLength(body.text) } : {}),
            ...headers,
          },
        },
        resolve,
      );
      sent.on("error", reject);
      sent.end(body?.text);
    });
  }
}

interface Body {
  readonly type: string;
  readonly text: string;
}

interface OpenOptions {
  readonly body?: Body | undefined;
  readonly headers?: Record<string, string> | undefined;
  readonly signal: AbortSignal;
}

/**
 * Repeats what fails for reasons that pass by themselves: no connection, an overloaded or starting server, a kind that
 * is not served yet, a conflicting write.
 *
 * @param within how long, in milliseconds
 * @throws the last error
 */
export async function retrying<T>(within: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      const lasting = error instanceof ClusterError && ![404, 409, 429].includes(error.status) && error.status < 500;
      if (lasting || Date.now() > deadline) throw error;
      await sleep(150, undefined, { signal });
    }
  }
}

/** Path of an object or, without a name, of a collection. `plural` is the kind in lower case with an s if not given. */
export function resourcePath(object: PathParts): string {
  const { apiVersion, kind, plural = `${kind.toLowerCase()}s`, metadata } = object;
  const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = metadata?.namespace === undefined ? "" : `/namespaces/${metadata.namespace}`;
  const name = metadata?.name === undefined ? "" : `/${metadata.name}`;
  return `${base}${namespace}/${plural}${name}`;
}

interface PathParts {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

function message(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? body;
  } catch {
    return body.slice(0, 500);
  }
}
