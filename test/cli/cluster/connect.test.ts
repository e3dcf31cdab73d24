import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../../cli/cluster/connect.ts";
import type { ClusterChoice } from "../../../cli/cluster/options.ts";
import { identify } from "../../../sandbox/process-identity.ts";

const folder = mkdtempSync(path.join(tmpdir(), "slipway-connect-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kubeconfig = (name: string, current = name) => `apiVersion: v1
kind: Config
current-context: ${JSON.stringify(current)}
contexts: [{name: ${name}, context: {cluster: ${name}, user: ${name}}}]
clusters: [{name: ${name}, cluster: {server: "https://user:hunter2@${name}.example:6443"}}]
users: [{name: ${name}, user: {token: correct-horse}}]
`;
const file = (name: string) => path.join(folder, name);
const start = (args: string) => `npm run sandbox -- ${args}`;
const root = (name: string) => path.join(folder, name);

beforeAll(() => {
  writeFileSync(file("one"), kubeconfig("one"));
  writeFileSync(file("two"), kubeconfig("two"));
  writeFileSync(file("none"), kubeconfig("none", ""));
  writeFileSync(file("broken"), "clusters: [{");
  mkdirSync(path.join(folder, "home", ".kube"), { recursive: true });
  writeFileSync(path.join(folder, "home", ".kube", "config"), kubeconfig("usual"));
  // this process stands for the API server of one sandbox, nobody for that of the other
  for (const [name, identity] of [
    ["up", identify(process.pid)],
    ["killed", { pid: process.pid, startTime: "another" }],
  ] as const) {
    const state = path.join(root(name), ".slipway");
    mkdirSync(state, { recursive: true });
    writeFileSync(path.join(state, "kubeconfig"), kubeconfig("sandbox"));
    const processes = { "kube-apiserver": { ...identity, log: "" } };
    writeFileSync(
      path.join(state, "sandbox.json"),
      JSON.stringify({ kubeconfig: path.join(state, "kubeconfig"), processes }),
    );
  }
});

function named(
  choice: Partial<ClusterChoice>,
  env: Record<string, string> = {},
  at = "nowhere",
  home = "nobody",
): string {
  const state = path.join(root(at), ".slipway");
  const around = { env, state, start, home: path.join(folder, home), signal: new AbortController().signal };
  try {
    return connect({ sandbox: false, ...choice }, around).cluster.name.replaceAll(folder, "");
  } catch (error) {
    return (error as Error).message.replaceAll(folder, "");
  }
}

test.each<[string, Parameters<typeof named>, string]>([
  [
    "--kubeconfig before all else",
    [{ kubeconfig: file("one") }, { KUBECONFIG: file("two") }, "up", "home"],
    "context one of /one",
  ],
  ["--sandbox", [{ sandbox: true }, { KUBECONFIG: file("two") }, "up", "home"], "the sandbox in /up/.slipway"],
  ["--state", [{ state: path.join(folder, "up", ".slipway") }], "the sandbox in /up/.slipway"],
  ["KUBECONFIG before a running sandbox", [{}, { KUBECONFIG: file("two") }, "up", "home"], "context two of /two"],
  ["the running sandbox before ~/.kube/config", [{}, {}, "up", "home"], "the sandbox in /up/.slipway"],
  ["not a sandbox that was killed", [{}, {}, "killed", "home"], "context usual of /home/.kube/config"],
  [
    "--context of ~/.kube/config, not the sandbox",
    [{ context: "usual" }, {}, "up", "home"],
    "context usual of /home/.kube/config",
  ],
  [
    "--context in one of several files",
    [{ context: "two" }, { KUBECONFIG: [file("gone"), file("one"), file("two")].join(path.delimiter) }],
    "context two of /gone:/one:/two",
  ],
  [
    "the first file's current context",
    [{}, { KUBECONFIG: [file("none"), file("one"), file("two")].join(path.delimiter) }],
    "context one of /none:/one:/two",
  ],
])("the cluster is found by %s", (_, args, name) => {
  expect(named(...args)).toBe(name);
});

test.each<[string, Parameters<typeof named>, string]>([
  [
    "two clusters are named",
    [{ sandbox: true, context: "one" }],
    "--sandbox and --state name one cluster, --kubeconfig and --context another: give one of them",
  ],
  [
    "a file isn't there",
    [{ kubeconfig: file("gone") }],
    "there is no kubeconfig /gone. Name another with --kubeconfig",
  ],
  [
    "a context isn't there",
    [{ kubeconfig: file("one"), context: "onne" }],
    '--context: got "onne"; allowed, in /one: one. Perhaps "one" is meant',
  ],
  [
    "no context is current",
    [{ kubeconfig: file("none") }],
    "/none has no current context. Name one with --context; there are: none",
  ],
  [
    "the sandbox doesn't run",
    [{ sandbox: true }, {}, "killed"],
    "no sandbox runs in /killed/.slipway. Start it: npm run sandbox -- up",
  ],
  [
    "there is nothing",
    [{}],
    "no cluster: no --kubeconfig, no KUBECONFIG, no /nobody/.kube/config, and no sandbox runs in /nowhere/.slipway. Name one with --kubeconfig FILE, or start the sandbox: npm run sandbox -- up",
  ],
])("it is said what to do when %s", (_, args, message) => {
  expect(named(...args)).toBe(message);
});

test("a file that isn't a kubeconfig is told without its content", () => {
  expect(named({ kubeconfig: file("broken") })).toMatch(/^\/broken can't be read as a kubeconfig: /);
});

test("neither the cluster's name nor its URL holds credentials", () => {
  const { cluster } = connect(
    { sandbox: false, kubeconfig: file("one") },
    { env: {}, state: folder, start, signal: new AbortController().signal },
  );
  expect([cluster.name, cluster.server].join()).not.toMatch(/hunter2|correct-horse/);
});
