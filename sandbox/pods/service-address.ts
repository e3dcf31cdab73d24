import { connect, createServer, type Server, type Socket } from "node:net";
import type { Route } from "./service-routing.ts";
import { podAddress } from "./variables.ts";

/** How long a client may stay silent before it is told that nobody answers, in milliseconds. */
const silence = 5_000;

/**
 * Listens for one Service on loopback and passes each connection on to one of its Ready Pods after the other, as
 * kube-proxy does. Where there is none, an HTTP client is told so by 503.
 *
 * @param port on 127.0.0.1
 * @param resolve called for each connection
 * @throws Error when the port is taken
 */
export function listenForService(port: number, resolve: () => Route): Promise<Server> {
  let turn = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    client.on("error", () => client.destroy());
    const found = resolve();
    if ("why" in found) {
      refuse(client, found.why);
      return;
    }
    turn += 1;
    passOn(client, rotated(found.ports, turn));
  });
  return new Promise((done, reject) => {
    server.once("error", reject);
    server.listen({ port, host: podAddress, exclusive: true }, () => {
      server.off("error", reject);
      server.on("error", (error) => console.error(String(error)));
      done(server);
    });
  });
}

/** The list, begun elsewhere each turn. */
export function rotated<T>(list: readonly T[], turn: number): T[] {
  const at = list.length === 0 ? 0 : turn % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

/** The answer to a client that nobody can serve. */
export function refusal(why: string): string {
  const body = `${why}\n`;
  const head = ["HTTP/1.1 503 Service Unavailable", "content-type: text/plain; charset=utf-8"];
  return [...head, `content-length: ${Buffer.byteLength(body)}`, "connection: close", "", body].join("\r\n");
}

function passOn(client: Socket, [port, ...others]: readonly number[]): void {
  if (port === undefined) {
    refuse(client, "no Pod behind this Service accepts connections");
    return;
  }
  const pod = connect({ port, host: podAddress, allowHalfOpen: true });
  const failed = () => {
    pod.destroy();
    // It has just ended: the next one, as long as nothing was said.
    passOn(client, others);
  };
  pod.once("error", failed);
  pod.once("connect", () => {
    pod.off("error", failed);
    pod.on("error", () => client.destroy());
    client.on("close", () => pod.destroy());
    pod.on("close", () => client.destroySoon());
    client.pipe(pod);
    pod.pipe(client);
  });
}

function refuse(client: Socket, why: string): void {
  client.setTimeout(silence, () => client.destroy());
  client.once("data", () => {
    client.end(refusal(why));
    client.resume();
  });
}
