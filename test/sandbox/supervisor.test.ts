import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silent } from "../../progress/progress.ts";
import type { ProcessSpec } from "../../sandbox/processes/spec.ts";
import { prepareState, type SandboxProcess } from "../../sandbox/state.ts";
import { endProcesses } from "../../sandbox/strays.ts";
import { ensureRunning } from "../../sandbox/supervisor.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-supervisor-"));
const paths = prepareState(join(folder, "state"));
let server: Server;
/** So many more questions for its health are answered with 503. */
let unhealthy = 0;
let started: SandboxProcess[] = [];

beforeAll(async () => {
  server = createServer((_, response) => response.writeHead(unhealthy-- > 0 ? 503 : 200).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await endProcesses(started);
  server.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function ensure(more: Partial<ProcessSpec> = {}) {
  const { port } = server.address() as AddressInfo;
  const spec: ProcessSpec = {
    ...{ name: "kube-apiserver", command: "/bin/sleep", args: ["600"], env: {}, files: [], listens: [] },
    ...{ health: { kind: "http", url: `http://127.0.0.1:${port}/` }, readyWithin: 60_000 },
    ...more,
  };
  const step = silent.step("");
  const ensured = await ensureRunning(spec, { paths, git: "/usr/bin/git", step, signal: AbortSignal.timeout(60_000) });
  started = [ensured.process, ...started];
  return ensured;
}

test("one that isn't healthy is given its time to become so again, and is started anew after that", async () => {
  const first = await ensure();
  unhealthy = 2;
  expect(await ensure({ recoversWithin: 60_000 })).toEqual({ process: first.process, started: false });
  unhealthy = 2;
  const anew = await ensure({ recoversWithin: 0 });
  expect([anew.started, anew.process.pid === first.process.pid]).toEqual([true, false]);
});
