import { mkdirSync, writeFileSync } from "node:fs";
import { createServer as createTcpServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Finding } from "../../../cli/doctor/finding.ts";
import { readKind } from "../../../model/platform/kind-commands.ts";
import { kindConfig } from "../../../model/platform/kind-config.ts";
import { versions } from "../../../model/versions.ts";
import { onPath } from "../../../sandbox/toolchain/environment.ts";
import { shell } from "../../support/shell.ts";
import { answering, type KindEngine, kept, kind, kindEngine, node, scriptSettings } from "./kind-engine.ts";
import { createKind, deleteKind } from "./kind-scripts.ts";

// As in kind-config.e2e.test.ts: kind itself with a stand-in for docker.

let engine: KindEngine;
beforeAll(() => {
  engine = kindEngine();
});
beforeEach(() => engine.reset());
afterAll(() => engine?.remove());

const noEngine = (call: string) =>
  `command "docker ps -a --filter label=io.x-k8s.kind.cluster${call}" failed with error: exit status 1\n\n` +
  "Command Output: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n";
const clustersFail = `ERROR: failed to list clusters: ${noEngine(` --format '{{.Label "io.x-k8s.kind.cluster"}}'`)}`;
const anew = "kind delete cluster --name slipway, then the same command again";

describe("a cluster of kind's", () => {
  test("is made, read, used again and deleted", async () => {
    const made = await engine.make(kind());
    expect([made.code, made.stdout]).toEqual([0, "created slipway\n"]);
    const read = await engine.run(readKind, scriptSettings(kind()));
    expect([read.code, read.stderr]).toEqual([0, ""]);
    const kubeconfig = parse(read.stdout);
    const port = engine.read(`${node}/port`).trim();
    expect(kubeconfig["current-context"]).toBe("kind-slipway");
    expect(kubeconfig.clusters).toEqual([{ name: "kind-slipway", cluster: { server: `https://127.0.0.1:${port}` } }]);
    expect(parse(engine.read("ho me/.kube/config"))["current-context"]).toBe("kind-slipway");

    await answering(engine, async () => {
      expect(await engine.make(kind())).toEqual({ code: 0, stdout: "reused slipway\n", stderr: "" });
    });
    expect(engine.created()).toContain("slipway-control-plane");

    expect(await engine.run(deleteKind, scriptSettings(kind()))).toEqual({
      ...{ code: 0, stdout: "" },
      stderr: 'Deleting cluster "slipway" ...\nDeleted nodes: ["slipway-control-plane"]\n',
    });
    expect([engine.has(node), engine.has(kept)]).toEqual([false, false]);
    expect(parse(engine.read("ho me/.kube/config")).contexts ?? []).toEqual([]);
    expect(await engine.run(deleteKind, scriptSettings(kind()))).toEqual({
      ...{ code: 0, stdout: "", stderr: "No kind clusters found.\n" },
    });
  });

  test("that can't be made leaves nothing behind, and no password of a proxy in what is said", async () => {
    const docker =
      "docker: Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint slipway-control-plane (8c7d): Bind for 127.0.0.1:31080 failed: port is already allocated\n";
    engine.set("fails", `run --name *\n${docker}`);
    const { code, stdout, stderr } = await engine.make(kind(), {
      HTTPS_PROXY: "http://me:canary@proxy.example.com:3128",
    });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(
      'Deleted nodes: ["slipway-control-plane"]\nERROR: failed to create cluster: command "docker run ',
    );
    expect(stderr).toContain(" -e HTTPS_PROXY=http://…@proxy.example.com:3128 ");
    expect(stderr).not.toContain("canary");
    const [, after] = stderr.split("\nCommand Output: ");
    expect(after).toBe(
      `${docker}kind couldn't create cluster slipway: what it said is above. A port that is taken, or an engine with too little memory, is the usual reason. Run: slipway doctor --kind\n`,
    );
    expect([engine.has(node), engine.has(`${kept}/config.sha256`)]).toEqual([false, false]);
    engine.set("fails");
    expect((await engine.make(kind())).stdout).toBe("created slipway\n");
  });

  test.each<[string, string, string]>([
    [
      "before it has a kubeconfig",
      "*kubeadm init *",
      `There is a kind cluster slipway (slipway-control-plane), and kind can't read its kubeconfig: its making was cut short, or its node doesn't run. If it was in use, start its container: docker start slipway-control-plane. Else run: ${anew}\n`,
    ],
    [
      "before it has storage",
      "*kubectl * apply *",
      `There is a kind cluster slipway (slipway-control-plane) whose making was cut short: it has a kubeconfig, and perhaps no network or storage. Run: ${anew}. If you have made it yourself since, run: rm 'HOME/creating'\n`,
    ],
  ])("whose making was killed %s is named, and gone with the command that is told", async (_, hangs, refusal) => {
    engine.set("hangs", hangs);
    const making = engine.start(createKind, scriptSettings(kind()), kindConfig(kind()));
    const over = new Promise((resolve) => making.once("exit", resolve));
    const until = Date.now() + 60_000;
    while (!engine.has("hanging") && Date.now() < until) await sleep(20);
    process.kill(-(making.pid ?? Number.NaN), "SIGKILL");
    await over;
    engine.set("hangs");
    const stderr = refusal.replace("HOME", join(engine.folder, kept));
    expect(await engine.make(kind())).toEqual({ code: 1, stdout: "", stderr });
    expect(engine.has(node)).toBe(true);

    const [, told = ""] = /[Rr]un: (.*), then the same command again/.exec(stderr) ?? [];
    expect(await engine.run(told, {})).toEqual({
      ...{ code: 0, stdout: "" },
      stderr: 'Deleting cluster "slipway" ...\nDeleted nodes: ["slipway-control-plane"]\n',
    });
    expect(engine.calls().at(-1)).toEqual(["rm", "-f", "-v", "slipway-control-plane"]);
    expect((await engine.make(kind())).stdout).toBe("created slipway\n");
  });

  test("that is stopped is told from one that is gone", async () => {
    await engine.make(kind());
    engine.set(`${node}/stopped`, "");
    expect((await engine.make(kind())).stderr).toContain("start its container: docker start slipway-control-plane.");
    expect(engine.has(node)).toBe(true);
  });

  test("whose nodes can't be listed isn't one to delete", async () => {
    await engine.make(kind());
    engine.set(
      "fails",
      "ps -a --filter label=io.x-k8s.kind.cluster=*\nError response from daemon: context deadline exceeded\n",
    );
    const { code, stderr } = await engine.make(kind());
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ERROR: failed to list nodes: /);
    expect(stderr).toContain("Command Output: Error response from daemon: context deadline exceeded\n");
    expect(stderr.split("\n").at(-2)).toBe(
      "There is a kind cluster slipway, and kind can't list its nodes. Run: slipway doctor --kind",
    );
  });
});

describe("without an engine that answers", () => {
  test("each command says kind's own words, and what to do", async () => {
    engine.set("down", "");
    const listed = `${clustersFail}kind can't list its clusters, so no container engine answers. Run: slipway doctor --kind\n`;
    for (const script of [createKind, deleteKind])
      expect(await engine.run(script, scriptSettings(kind()))).toEqual({ code: 1, stdout: "", stderr: listed });
    expect(await engine.run(readKind, scriptSettings(kind()))).toEqual({
      ...{ code: 1, stdout: "" },
      stderr: `ERROR: failed to list nodes: ${noEngine("=slipway --format '{{.Names}}'")}`,
    });
    expect(engine.has(kept)).toBe(false);
  });

  test("one that hangs is waited for no longer than it is said", async () => {
    // The bound of 30 s, shortened.
    const bin = join(engine.folder, "hurry");
    mkdirSync(bin);
    const [timeout = ""] = onPath("timeout", process.env);
    const hurried = `#!/bin/sh\necho "$1" > "$ENGINE/bound"; shift\nexec ${timeout} 0.3 "$@"\n`;
    writeFileSync(join(bin, "timeout"), hurried, { mode: 0o755 });
    engine.set("hangs", "ps *");
    expect(await engine.make(kind(), { PATH: `${bin}:${engine.env["PATH"]}` })).toEqual({
      ...{ code: 1, stdout: "" },
      stderr: "kind can't list its clusters within 30 s, so no container engine answers. Run: slipway doctor --kind\n",
    });
    expect(engine.read("bound")).toBe("30\n");
  });
});

describe("slipway doctor --kind", () => {
  const slipway = resolve(import.meta.dirname, "../../../cli/slipway.ts");
  /** What the command says of kind and its engine, in a project with that platform stack. */
  const found = async (cluster?: object) => {
    const project = "project/Pulumi.yaml";
    const settings = { "slipway:role": "platform", "slipway:platform": { cluster } };
    engine.set(project, "name: slipway\nruntime: nodejs\nstackConfigDir: config\n");
    engine.set("project/config/Pulumi.platform.yaml", cluster && JSON.stringify({ config: settings }));
    const env = { ...engine.env, PATH: `${engine.env["PATH"]}:${dirname(process.execPath)}` };
    const cwd = join(engine.folder, "project");
    const { stdout } = await shell(`'${process.execPath}' '${slipway}' doctor --kind --json`, { env, cwd, input: "" });
    return (JSON.parse(stdout).findings as Finding[])
      .filter(({ rule }) => /^(kind|docker|ports)/.test(rule))
      .map(({ state, rule, message }) => `${state} ${rule}: ${message}`);
  };
  const known = `ok kind: kind ${versions.kind}`;

  test("reads kind's version, says that no engine answers, and knows every port that the cluster opens", async () => {
    engine.set("down", "");
    const other = createTcpServer().on("error", () => {}); // Somebody else has the port already: as good.
    await new Promise((resolve) => other.once("error", resolve).listen(32_082, "127.0.0.1", () => resolve(undefined)));
    const [version, docker, ports] = await found().finally(() => other.close());
    expect([version, docker]).toEqual([
      known,
      "error docker-daemon: Docker's daemon doesn't answer: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    ]);
    expect(ports).toMatch(/^error ports-taken: Ports of the kind cluster are taken on this machine: .*\b32082\b/);
  });

  test("looks at the cluster that the project's platform stack describes", async () => {
    await engine.make(kind({ name: "laptop" }));
    expect(await found({ type: "kind", name: "laptop" })).toEqual([
      known,
      "ok docker: Docker's daemon 28.2.2",
      "ok kind-cluster: Cluster laptop of kind stands already",
    ]);
  });
});
