import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { KubeClient } from "../../../provider/kube/client.ts";
import { Discovery } from "../../../provider/kube/resources.ts";
import { create } from "../../../provider/operations/create.ts";
import type { Session } from "../../../provider/session.ts";

const kind = { name: "configmaps", namespaced: true, kind: "ConfigMap", verbs: ["create", "get", "patch"] };
const news = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one", namespace: "default" }, data: { a: "b" } };
const urn = "urn:pulumi:dev::slipway::kubernetes:core/v1:ConfigMap::one";
let close: (() => void) | undefined;
afterEach(() => close?.());

/** An API server that stores an object and answers only after `between` was called. */
async function server(between: () => void): Promise<{ url: string; stored: () => number }> {
  let stored = 0;
  const listening = createServer((request, response) => {
    const answer = (body: object) => response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    if (request.method !== "POST") return answer({ kind: "APIResourceList", groupVersion: "v1", resources: [kind] });
    request.resume().on("end", () => {
      stored += 1;
      between();
      setTimeout(() => {
        response.statusCode = 201;
        answer({ ...news, metadata: { ...news.metadata, uid: "u1", resourceVersion: "7" } });
      }, 50);
    });
  });
  await new Promise<void>((done) => listening.listen(0, "127.0.0.1", done));
  close = () => listening.close();
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, stored: () => stored };
}

function session(url: string, signal: AbortSignal): Session {
  const client = new KubeClient({ server: url, authorize: async () => {} } as never, 5_000);
  return {
    options: {} as never,
    defaultNamespace: "default",
    cluster: { client, discovery: new Discovery(client) },
    log: { message: () => {}, status: () => {} },
    signal,
  };
}

test("a create that the engine cancels while the server answers is known to the state all the same", async () => {
  const stop = new AbortController();
  const { url, stored } = await server(() => stop.abort(new Error("the operation was cancelled by the engine")));
  const outcome = await create(session(url, stop.signal), { urn, news, preview: false, timeout: 0 }).catch((e) => e);
  expect(stored()).toBe(1);
  // Done or not ready yet: either way the engine gets the object's id, and keeps it.
  expect(outcome.id).toBe("default/one");
});

test("a create that was cancelled before isn't sent at all", async () => {
  const stop = new AbortController();
  const { url, stored } = await server(() => {});
  stop.abort(new Error("the operation was cancelled by the engine"));
  await expect(create(session(url, stop.signal), { urn, news, preview: false, timeout: 0 })).rejects.toThrow(
    "the operation was cancelled by the engine",
  );
  expect(stored()).toBe(0);
});
