import { spawn } from "node:child_process";
import { createHash, timingSafeEqual } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type GitRoute, gitRoute } from "./git-route.ts";
import { outlastGoClients } from "./keep-alive.ts";
import { giteaVersion, PullRequestApi } from "./pull-requests/api.ts";

/** A pull request's description is far smaller. */
const largestBody = 1_000_000;

/**
 * A git server over HTTP with basic auth: `git http-backend` (git-http-backend(1)) behind a few checks, and beside it the
 * routes of Gitea's API by which pull requests are opened and merged.
 */
function main(): void {
  const options = { root: { type: "string" }, pulls: { type: "string" }, port: { type: "string" } } as const;
  const { root, pulls, port } = parseArgs({ options }).values;
  const { SLIPWAY_GIT_USER: user, SLIPWAY_GIT_PASSWORD: password } = process.env;
  if (!root || !pulls || !port || !user || !password) {
    console.error(
      "usage: SLIPWAY_GIT_USER=… SLIPWAY_GIT_PASSWORD=… node git-server.ts --root DIR --pulls DIR --port PORT",
    );
    process.exit(2);
  }
  // As git logs in, and as Gitea's clients do.
  const expected = [`Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`, `token ${password}`].map(digest);
  const api = new PullRequestApi({ root, pulls, origin: `http://127.0.0.1:${port}` });
  const server = createServer((request, response) => {
    if (request.url === "/healthz") return answer(response, 200, "ok");
    if (request.url === "/api/v1/version") return answerJson(response, 200, { version: giteaVersion });
    const given = digest(request.headers.authorization ?? "");
    if (!expected.some((each) => timingSafeEqual(given, each))) {
      response.setHeader("www-authenticate", 'Basic realm="slipway sandbox", charset="UTF-8"');
      return answer(response, 401, "user name and password of the sandbox's git server are needed");
    }
    if (request.url?.startsWith("/api/")) return void callApi(api, request, response, user);
    const route = gitRoute(request.method ?? "", request.url ?? "");
    if ("status" in route) return answer(response, route.status, route.message);
    if (!existsSync(join(root, `${route.repository}.git`, "HEAD"))) return answer(response, 404, "no such repository");
    serve(request, response, route, root, user);
  });
  // A push may take longer than Node's default of five minutes for one request.
  server.requestTimeout = 0;
  outlastGoClients(server);
  server.listen(Number(port), "127.0.0.1", () => console.log(`listening on 127.0.0.1:${port}`));
  process.on("SIGTERM", () => process.exit(0));
}

async function callApi(
  api: PullRequestApi,
  request: IncomingMessage,
  response: ServerResponse,
  user: string,
): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largestBody) return answerJson(response, 413, { message: `more than ${largestBody} bytes` });
      chunks.push(chunk);
    }
    const { method = "", url = "" } = request;
    const { status, body } = await api.answer({ method, url, body: Buffer.concat(chunks).toString(), user });
    if (body === undefined) response.writeHead(status).end();
    else answerJson(response, status, body);
  } catch (error) {
    console.error(error);
    answerJson(response, 500, { message: String(error) });
  }
}

function serve(request: IncomingMessage, response: ServerResponse, route: GitRoute, root: string, user: string): void {
  const header = (name: string) => request.headers[name]?.toString();
  const optional = {
    CONTENT_TYPE: header("content-type"),
    CONTENT_LENGTH: header("content-length"),
    HTTP_CONTENT_ENCODING: header("content-encoding"),
    GIT_PROTOCOL: header("git-protocol"),
  };
  const env = {
    ...process.env,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    SLIPWAY_GIT_USER: undefined,
    SLIPWAY_GIT_PASSWORD: undefined,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    REQUEST_METHOD: request.method,
    PATH_INFO: `/${route.repository}.git/${route.service}`,
    QUERY_STRING: route.query,
    REMOTE_USER: user,
    REMOTE_ADDR: request.socket.remoteAddress,
  };
  const backend = spawn("git", ["http-backend"], { env, stdio: ["pipe", "pipe", "inherit"] });
  request.pipe(backend.stdin);
  // It stops reading when it has answered an error; what comes of the rest of the body is of no interest.
  backend.stdin.on("error", () => {});
  response.on("close", () => backend.kill());
  backend.on("error", (error) => {
    console.error(error);
    if (!response.headersSent) answer(response, 500, "git could not be started");
  });
  let head = Buffer.alloc(0);
  const readHead = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    backend.stdout.off("data", readHead);
    writeHead(response, head.subarray(0, end).toString("latin1"));
    response.write(head.subarray(end + 4));
    backend.stdout.pipe(response);
  };
  backend.stdout.on("data", readHead);
  backend.on("close", (code) => {
    if (!response.headersSent) answer(response, 500, `git http-backend ended with ${code} before it answered`);
    else if (code !== 0) response.destroy();
  });
}

/** The CGI header block: a `Status` line, 200 without one, and headers. */
function writeHead(response: ServerResponse, block: string): void {
  let status = 200;
  for (const line of block.split("\r\n")) {
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}

function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

main();
