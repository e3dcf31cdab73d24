import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { askProbe, type ProbeTarget } from "../../../sandbox/pods/probe.ts";

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function targetOf(listener: RequestListener): Promise<ProbeTarget & { readonly url: string }> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port: () => port, command: () => Promise.reject(new Error("none")), url: `http://127.0.0.1:${port}/readyz` };
}

const readyz = { httpGet: { path: "/readyz", port: 8080 } };

test("an answer that isn't there in time fails a probe", async () => {
  const target = await targetOf(() => {});
  expect(await askProbe(readyz, 0.05, target)).toBe(`GET ${target.url}: no answer within 0.05 s`);
});

test("a time in which the asking process didn't run is not the container's", async () => {
  const target = await targetOf((_, response) => response.end("ok"));
  const asked = askProbe(readyz, 0.1, target);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
  expect(await asked).toBeUndefined();
});
