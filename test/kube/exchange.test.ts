import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { exchange } from "../../kube/exchange.ts";

let server: Server | undefined;
afterEach(() => server?.close());

/** Answers one request of each connection, keeps it, and hangs up at the next one. */
async function hangsUpLater(): Promise<{ readonly url: URL; readonly connections: () => number }> {
  let connections = 0;
  server = createServer((socket) => {
    connections++;
    let asked = 0;
    socket
      .on("error", () => undefined)
      .on("data", () => {
        asked++;
        if (asked > 1) socket.resetAndDestroy();
        else socket.write(`HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\n${connections}`);
      });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}/`), connections: () => connections };
}

test("a question on a connection that the server has given up is asked again on a new one", async () => {
  const { url, connections } = await hangsUpLater();
  expect((await exchange(url, { method: "GET" }, undefined)).body).toBe("1");
  expect((await exchange(url, { method: "GET" }, undefined)).body).toBe("2");
  expect(connections()).toBe(2);
});

test("a change isn't sent twice: it may have been carried out", async () => {
  const { url, connections } = await hangsUpLater();
  expect((await exchange(url, { method: "GET" }, undefined)).body).toBe("1");
  await expect(exchange(url, { method: "POST" }, "{}")).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(connections()).toBe(1);
});
