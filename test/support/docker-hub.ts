import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Docker Hub's API for repositories on loopback, written from the routes as Docker documents them (Docker Hub API
 * reference: auth/token, namespaces/…/repositories, immutabletags) and, for those no longer documented, as Docker's
 * Terraform provider 0.6.0 uses them.
 */
export interface DockerHub {
  readonly url: string;
  /** By `namespace/name`; tests may look and change. */
  readonly repositories: Map<string, StoredRepository>;
  /** `METHOD /route` of every request that came in, in order. */
  readonly requests: string[];
  /** Makes the next request of a route fail in a way, or the next few. */
  fail(route: HubRoute, ...faults: readonly Fault[]): void;
  stop(): Promise<void>;
}

export interface StoredRepository {
  description: string;
  full_description: string;
  is_private: boolean;
  immutable_tags_settings: { enabled: boolean; rules: string[] };
}

export const hubRoutes = ["token", "read", "create", "immutable tags", "text", "privacy", "delete"] as const;
export type HubRoute = (typeof hubRoutes)[number];

/** An answer, or none. `lost`: the request is carried out, and the connection ends before the answer; `unanswered`: it stays open. */
export type Fault =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | "reset"
  | "hang"
  | "lost"
  | "unanswered";

export interface DockerHubOptions {
  /** What each identifier logs in with. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly namespaces: readonly string[];
}

export async function startDockerHub(options: DockerHubOptions): Promise<DockerHub> {
  const repositories = new Map<string, StoredRepository>();
  const requests: string[] = [];
  const faults = new Map<HubRoute, Fault[]>();
  const open = new Set<ServerResponse>();

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    open.add(response);
    response.once("close", () => open.delete(response));
    const url = request.url ?? "";
    requests.push(`${request.method} ${url}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
    const route = routeOf(request.method ?? "", url);
    const fault = route === undefined ? undefined : faults.get(route.name)?.shift();
    if (fault === "hang") return;
    if (fault === "reset") return void request.socket.destroy();
    if (typeof fault === "object") {
      response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
      response.end(fault.body ?? "");
      return;
    }
    const answer = answerOf(route, body, request.headers.authorization);
    if (fault === "lost") return void request.socket.destroy();
    if (fault === "unanswered") return;
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
  };

  const tokens = new Set<string>();
  const answerOf = (route: Route | undefined, body: Record<string, unknown>, authorization = ""): Answer => {
    if (route === undefined) return { status: 404, body: { message: "not found" } };
    if (route.name === "token") {
      const { identifier, secret } = body as { identifier?: string; secret?: string };
      if (identifier === undefined || options.accounts[identifier] !== secret)
        return { status: 401, body: { detail: "Incorrect authentication credentials" } };
      const token = `jwt-${tokens.size}-${identifier}`;
      tokens.add(token);
      return { status: 200, body: { access_token: token } };
    }
    if (!tokens.has(authorization.replace("Bearer ", ""))) return { status: 401, body: { detail: "Unauthenticated" } };
    if (!options.namespaces.includes(route.namespace)) return { status: 404, body: { message: "object not found" } };
    if (route.name === "create") return created(repositories, route.namespace, body);
    const key = `${route.namespace}/${route.repository}`;
    const stored = repositories.get(key);
    if (stored === undefined) return { status: 404, body: { message: "object not found" } };
    switch (route.name) {
      case "read":
        return { status: 200, body: { name: route.repository, namespace: route.namespace, ...stored } };
      case "immutable tags": {
        const { immutable_tags, immutable_tags_rules } = body as {
          immutable_tags: boolean;
          immutable_tags_rules: string[];
        };
        if (typeof immutable_tags !== "boolean" || !Array.isArray(immutable_tags_rules))
          return { status: 400, body: { message: "invalid request" } };
        stored.immutable_tags_settings = { enabled: immutable_tags, rules: immutable_tags_rules };
        return { status: 200, body: stored };
      }
      case "text":
        Object.assign(stored, { description: body["description"], full_description: body["full_description"] });
        return { status: 200, body: stored };
      case "privacy":
        stored.is_private = body["is_private"] === true;
        return { status: 200, body: {} };
      case "delete":
        repositories.delete(key);
        return { status: 202 };
    }
  };

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    repositories,
    requests,
    fail: (route, ...more) => void faults.set(route, [...(faults.get(route) ?? []), ...more]),
    stop: async () => {
      for (const response of open) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

interface Route {
  readonly name: HubRoute;
  readonly namespace: string;
  readonly repository: string;
}

function routeOf(method: string, url: string): Route | undefined {
  const documented = "^/v2/namespaces/([^/]+)/repositories";
  const table: readonly (readonly [HubRoute, string, RegExp])[] = [
    ["token", "POST", /^\/v2\/auth\/token$/],
    ["create", "POST", new RegExp(`${documented}$`)],
    ["read", "GET", new RegExp(`${documented}/([^/]+)$`)],
    ["immutable tags", "PATCH", new RegExp(`${documented}/([^/]+)/immutabletags$`)],
    ["text", "PATCH", /^\/v2\/repositories\/([^/]+)\/([^/]+)\/$/],
    ["privacy", "POST", /^\/v2\/repositories\/([^/]+)\/([^/]+)\/privacy$/],
    ["delete", "DELETE", /^\/v2\/repositories\/([^/]+)\/([^/]+)\/$/],
  ];
  for (const [name, verb, pattern] of table) {
    const match = verb === method ? pattern.exec(url) : null;
    if (match !== null) return { name, namespace: match[1] ?? "", repository: match[2] ?? "" };
  }
  return undefined;
}

function created(
  repositories: Map<string, StoredRepository>,
  namespace: string,
  body: Record<string, unknown>,
): Answer {
  const {
    name,
    description = "",
    full_description = "",
    is_private = false,
  } = body as Record<string, string | boolean>;
  if (typeof name !== "string" || !/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name) || name.length < 2)
    return { status: 400, body: { message: "invalid repository name" } };
  if (String(description).length > 100) return { status: 400, body: { message: "description is too long" } };
  const key = `${namespace}/${name}`;
  if (repositories.has(key)) return { status: 409, body: { message: "repository already exists" } };
  const stored: StoredRepository = {
    description: String(description),
    full_description: String(full_description),
    is_private: is_private === true,
    immutable_tags_settings: { enabled: false, rules: [] },
  };
  repositories.set(key, stored);
  return { status: 201, body: { name, namespace, ...stored } };
}
