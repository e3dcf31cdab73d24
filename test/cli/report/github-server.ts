import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Stored {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: string };
}

/** What the server answers instead, once. */
export interface Fault {
  /** `POST /repos/acme/shop/issues/7/comments` */
  readonly call: RegExp;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Hangs up: before anything was done, or after it. */
  readonly hangUp?: "before" | "after";
}

/**
 * The routes of GitHub's API that a report's comment needs, written from GitHub's docs ("REST API endpoints for issue
 * comments", "Using pagination in the REST API", "Rate limits for the REST API", GraphQL's `viewer`), not from the client.
 */
export async function startGithub(token: string, self = "github-actions[bot]") {
  const comments: Stored[] = [];
  const faults: Fault[] = [];
  const calls: string[] = [];
  let last = 100;
  const add = (login: string, body: string) => {
    last += 1;
    const stored = { id: last, body, user: { login, type: login.endsWith("[bot]") ? "Bot" : "User" } };
    comments.push(stored);
    return stored;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { method = "", url = "" } = request;
    const call = `${method} ${url}`;
    calls.push(call);
    const send = (status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
      response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    const at = faults.findIndex((fault) => fault.call.test(call));
    const [fault] = at < 0 ? [] : faults.splice(at, 1);
    if (fault?.hangUp === "before") return void request.socket.destroy();
    if (fault?.status !== undefined) return send(fault.status, fault.body ?? {}, fault.headers);
    if (request.headers.authorization !== `Bearer ${token}`) return send(401, { message: "Bad credentials" });
    if (request.headers["user-agent"] === undefined)
      return send(403, { message: "Request forbidden by administrative rules." });
    const body = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as { body?: string });
    const reply = route(method, new URL(url, "http://x"), body);
    if (fault?.hangUp === "after") return void request.socket.destroy();
    send(reply.status, reply.body, reply.headers);
  }

  function route(
    method: string,
    url: URL,
    { body = "" }: { body?: string },
  ): { status: number; body?: unknown; headers?: Record<string, string> } {
    if (method === "POST" && url.pathname === "/graphql")
      return { status: 200, body: { data: { viewer: { login: self } } } };
    const list = url.pathname === "/repos/acme/shop/issues/7/comments";
    const one = comments.find(({ id }) => url.pathname === `/repos/acme/shop/issues/comments/${id}`);
    if (list && method === "GET") {
      const size = Math.min(100, Number(url.searchParams.get("per_page") ?? 30));
      const page = Number(url.searchParams.get("page") ?? 1);
      const more = comments.length > page * size ? { link: `<http://x?page=${page + 1}>; rel="next"` } : undefined;
      return { status: 200, body: comments.slice((page - 1) * size, page * size), ...(more && { headers: more }) };
    }
    if (list && method === "POST") {
      const problem =
        body === ""
          ? "Body can't be blank"
          : body.length > 65_536
            ? "Body is too long (maximum is 65536 characters)"
            : undefined;
      return problem === undefined
        ? { status: 201, body: add(self, body) }
        : { status: 422, body: { message: `Validation Failed: ${problem}` } };
    }
    if (one && method === "PATCH") {
      one.body = body;
      return { status: 200, body: one };
    }
    if (one && method === "DELETE") {
      comments.splice(comments.indexOf(one), 1);
      return { status: 204 };
    }
    return { status: 404, body: { message: "Not Found" } };
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    faults,
    calls,
    add,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
