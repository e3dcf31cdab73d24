import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { KubeClient } from "../../../provider/kube/client.ts";

let running: Server | undefined;
afterEach(() => {
  running?.closeAllConnections();
  running?.close();
});

/** A server that cuts each connection, or answers with a code, until it has nothing more to do badly; then with `{}`. */
async function serve(port: number, badly: ("cut" | number)[] = []): Promise<{ port: number; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    const way = badly.shift();
    if (way === "cut") return void request.socket.destroy();
    response.statusCode = way ?? 200;
    response.end(JSON.stringify({ message: "not yet" }));
  });
  running = server;
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  return { port: (server.address() as AddressInfo).port, asked: () => asked };
}
const client = (port: number, patienceMs: number) =>
  new KubeClient({ server: `http://127.0.0.1:${port}`, namespace: "", authorize: async () => {} }, 5_000, patienceMs);
const create = { method: "POST", path: "/api/v1/namespaces", body: {} } as const;
const look = { method: "GET", path: "/api/v1/namespaces/dev" } as const;

/** A port that nobody listens on until somebody does. */
async function freePort(): Promise<number> {
  const { port } = await serve(0);
  await new Promise((done) => running?.close(done));
  return port;
}

describe("an API server that restarts", () => {
  test("is waited for while nobody listens: nothing was asked of it yet", async () => {
    const port = await freePort();
    const answer = client(port, 30_000).request(create);
    await sleep(20);
    const { asked } = await serve(port);
    expect(await answer).toEqual({ message: "not yet" });
    expect(asked()).toBe(1);
  });

  test("is asked a question again that it didn't answer, and never to change something twice", async () => {
    const { port, asked } = await serve(0, ["cut", 503]);
    await client(port, 30_000).request(look);
    expect(asked()).toBe(3);
    const again = await serve(0, ["cut"]);
    await expect(client(again.port, 30_000).request(create)).rejects.toThrow(/^POST http:.*: socket hang up$/);
    expect(again.asked()).toBe(1);
    const unready = await serve(0, [503]);
    await expect(client(unready.port, 30_000).request(create)).rejects.toThrow("not yet (HTTP 503)");
  });

  test("is given up when its time is over, and at once when the engine cancels", async () => {
    const port = await freePort();
    await expect(client(port, 0).request(look)).rejects.toThrow(/ECONNREFUSED/);
    const stop = new AbortController();
    const waiting = client(port, 30_000).request(look, stop.signal);
    await sleep(20);
    stop.abort(new Error("the operation was cancelled by the engine"));
    await expect(waiting).rejects.toThrow("the operation was cancelled by the engine");
  });
});
