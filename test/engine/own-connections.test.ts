import grpc from "@grpc/grpc-js";
import { type EngineClient, EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import { GetRootResourceRequest, GetRootResourceResponse } from "@pulumi/pulumi/proto/engine_pb.js";
import * as settings from "@pulumi/pulumi/runtime/settings.js";
import { afterAll, expect, test } from "vitest";
import { keepConnectionsApart } from "../../engine/own-connections.ts";

/** What an engine listens with, at a port of the machine's choice or at that of one that has ended. */
async function engineAt(port: number): Promise<{ server: grpc.Server; port: number }> {
  const server = new grpc.Server();
  server.addService(EngineService as unknown as grpc.ServiceDefinition, {
    getRootResource: (_call: unknown, answer: grpc.sendUnaryData<GetRootResourceResponse>) =>
      answer(null, new GetRootResourceResponse()),
  });
  const given = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { server, port: given };
}

/** The client that the program of a new run asks its engine with. */
function clientAt(port: number): EngineClient {
  const address = `127.0.0.1:${port}`;
  settings.resetOptions("project", "stack", -1, address, address, false, "");
  return settings.getEngine() as unknown as EngineClient;
}

function answerOf(client: EngineClient): Promise<string> {
  return new Promise((resolve) =>
    client.getRootResource(new GetRootResourceRequest(), (error) => resolve(error?.message ?? "answered")),
  );
}

// The SDK's mocks keep the address, and tests of other files run in this process too.
afterAll(() => settings.resetOptions("", "", -1, "", "", false, ""));

test("an engine at the port of one that has ended is reached", async () => {
  keepConnectionsApart();
  const first = await engineAt(0);
  const client = clientAt(first.port);
  expect(await answerOf(client)).toBe("answered");
  first.server.forceShutdown();
  // The first run's client stays open, as an inline program's does, and has noticed that nobody listens.
  await expect.poll(() => answerOf(client), { timeout: 30_000 }).toContain("ECONNREFUSED");
  const second = await engineAt(first.port);
  try {
    expect(await answerOf(clientAt(second.port))).toBe("answered");
  } finally {
    second.server.forceShutdown();
  }
});
