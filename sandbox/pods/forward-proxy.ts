import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { rotated } from "./service-address.ts";
import { type Route, type ServiceName, serviceName } from "./service-routing.ts";
import { podAddress } from "./variables.ts";

/** Where a request that came to the proxy goes. */
export type Destination =
  | { readonly kind: "pods"; readonly ports: readonly number[] }
  | { readonly kind: "outside"; readonly host: string; readonly port: number }
  | { readonly kind: "refused"; readonly status: number; readonly why: string };

/** Finds the Pods of a Service; undefined when there is no such Service. */
export type ResolveService = (name: ServiceName, port: number) => Route | undefined;

/**
 * Reads the URL of a proxied request (RFC 9112, absolute-form).
 *
 * Names of the cluster's DNS lead to Ready Pods, as the DNS and kube-proxy would; everything else goes where it says.
 */
export function destination(target: string, resolve: ResolveService): Destination {
  const url = URL.parse(target);
  if (url?.protocol !== "http:") {
    return { kind: "refused", status: 400, why: `only http:// requests are proxied here, got ${target.slice(0, 200)}` };
  }
  const port = url.port === "" ? 80 : Number(url.port);
  const name = serviceName(url.hostname);
  if (!name) return { kind: "outside", host: url.hostname, port };
  const found = resolve(name, port);
  if (!found && !name.certain) return { kind: "outside", host: url.hostname, port };
  if (!found) {
    const why = `there is no Service ${name.name} in namespace ${name.namespace}`;
    return { kind: "refused", status: 502, why };
  }
  return "why" in found ? { kind: "refused", status: 503, why: found.why } : { kind: "pods", ports: found.ports };
}

let turn = 0;

/** Answers one request that came in absolute-form. */
export function proxyRequest(from: IncomingMessage, to: ServerResponse, resolve: ResolveService): void {
  const target = from.url ?? "";
  const where = destination(target, resolve);
  if (where.kind === "refused") {
    answer(to, where.status, where.why);
    return;
  }
  turn += 1;
  const [host, port] =
    where.kind === "outside" ? [where.host, where.port] : [podAddress, rotated(where.ports, turn)[0] ?? 0];
  const { pathname, search, host: named } = new URL(target);
  const headers = { ...withoutHops(from.headers), host: named };
  const sent = request({ host, port, method: from.method, path: `${pathname}${search}`, headers, agent: false });
  sent.on("response", (response) => {
    to.writeHead(response.statusCode ?? 502, withoutHops(response.headers));
    response.pipe(to);
  });
  sent.on("error", (error) => {
    if (to.headersSent) to.destroy();
    else answer(to, 502, `${target}: ${error.message}`);
  });
  to.on("close", () => sent.destroy());
  from.pipe(sent);
}

/** Those that mean one connection only (RFC 9110, 7.6.1). */
const hops = new Set(["connection", "proxy-connection", "keep-alive", "te", "transfer-encoding", "upgrade"]);

function withoutHops(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hops.has(name)));
}

function answer(to: ServerResponse, status: number, text: string): void {
  to.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}
