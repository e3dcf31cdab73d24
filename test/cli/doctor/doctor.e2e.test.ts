import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../../cli/doctor/finding.ts";
import { onPath } from "../../../sandbox/toolchain/environment.ts";
import { type ApiServer, hasApiServer, startApiServer, toolsFolder } from "../../support/api-server.ts";

const slipway = resolve(import.meta.dirname, "../../../cli/slipway.ts");

/** Each in surroundings that are broken in one way, by the command as a user runs it. */
describe.skipIf(!hasApiServer())("slipway doctor", () => {
  let api: ApiServer;
  let folder: string;
  let tools: string;
  let server: Server;

  beforeAll(async () => {
    api = await startApiServer();
    folder = mkdtempSync(join(tmpdir(), "slipway-doctor-"));
    tools = join(folder, "bin");
    mkdirSync(tools);
    const [git = ""] = onPath("git", process.env);
    symlinkSync(git, join(tools, "git"));
    symlinkSync(join(toolsFolder, "pulumi"), join(tools, "pulumi"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: slipway\nruntime: nodejs\nstackConfigDir: config\n");
    mkdirSync(join(folder, "state"));
    // What a cluster of 2024 with a stopped clock answers: only the routes that are asked.
    server = createServer((request, response) => {
      response.setHeader("date", new Date(Date.now() - 3_600_000).toUTCString());
      response.sendDate = false;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(request.url === "/version" ? { gitVersion: "v1.29.3" } : { groups: [], items: [] }));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  }, 120_000);

  afterAll(async () => {
    server?.close();
    await api?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const kubeconfig = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const plain = (port: number) =>
    `{apiVersion: v1, kind: Config, current-context: old, contexts: [{name: old, context: {cluster: old}}], clusters: [{name: old, cluster: {server: "http://127.0.0.1:${port}", insecure-skip-tls-verify: true}}]}`;

  /** What the command finds wrong. */
  async function found(env: Record<string, string> = {}, args: readonly string[] = []): Promise<Finding[]> {
    const around = {
      PATH: `${dirname(process.execPath)}:${tools}`,
      HOME: folder,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      KUBECONFIG: kubeconfig("good.yaml", api.kubeconfig),
      ...env,
    };
    const text = await new Promise<string>((done, fail) =>
      execFile(process.execPath, [slipway, "doctor", "--json", ...args], { cwd: folder, env: around }, (error, out) => {
        const findings = JSON.parse(out || "{}").findings as Finding[] | undefined;
        if (findings === undefined) return fail(error ?? new Error("it found nothing"));
        expect(error?.code ?? 0).toBe(findings.some(({ state }) => state === "error") ? 1 : 0);
        return done(out);
      }),
    );
    return (JSON.parse(text).findings as Finding[]).filter(({ state }) => state !== "ok");
  }

  const rules = (findings: readonly Finding[]) => findings.map(({ rule }) => rule);
  /** A file backend, and an API server with nothing installed: what is wrong in every row. */
  const usual = [
    "state-on-this-machine",
    "cert-manager-missing",
    "argo-rollouts-missing",
    "argocd-missing",
    "kargo-missing",
  ];

  test("names what isn't installed on a cluster that answers", async () => {
    expect(rules(await found())).toEqual(usual);
  });

  test("names a git that isn't there", async () => {
    const only = join(folder, "only-pulumi");
    mkdirSync(only, { recursive: true });
    symlinkSync(join(toolsFolder, "pulumi"), join(only, "pulumi"));
    expect(rules(await found({ PATH: only }))).toEqual(["git-missing", ...usual]);
  });

  test("names a Pulumi that isn't there, and doesn't guess at its state", async () => {
    const only = join(folder, "only-git");
    mkdirSync(only, { recursive: true });
    symlinkSync(onPath("git", process.env)[0] ?? "", join(only, "git"));
    expect(rules(await found({ PATH: only }))).toEqual(["pulumi-missing", ...usual.slice(1)]);
  });

  test("names a Pulumi that isn't logged in, in its own words", async () => {
    const findings = await found({ PULUMI_BACKEND_URL: "https://127.0.0.1:9" });
    expect(rules(findings)).toEqual(["not-logged-in", ...usual.slice(1)]);
    expect(findings[0]?.message).toMatch(/^Pulumi isn't logged in to a backend: error: /);
  });

  test("names a passphrase that nobody gave", async () => {
    mkdirSync(join(folder, "config"), { recursive: true });
    writeFileSync(join(folder, "config", "Pulumi.dev.yaml"), "encryptionsalt: v1:abc\n");
    try {
      expect(rules(await found())).toEqual([...usual.slice(0, 1), "passphrase-missing", ...usual.slice(1)]);
    } finally {
      rmSync(join(folder, "config"), { recursive: true });
    }
  });

  test("names a cluster that doesn't answer", async () => {
    const findings = await found({ KUBECONFIG: kubeconfig("nowhere.yaml", plain(9)) });
    expect(rules(findings)).toEqual(["state-on-this-machine", "cluster-unreachable"]);
    expect(findings[1]?.message).toContain("nothing listens there");
  });

  test("names an old Kubernetes, and a clock that stands", async () => {
    const { port } = server.address() as AddressInfo;
    const findings = await found({ KUBECONFIG: kubeconfig("old.yaml", plain(port)) });
    expect(rules(findings)).toEqual([
      "state-on-this-machine",
      "kubernetes-too-old",
      "clock-differs",
      ...usual.slice(1),
    ]);
    expect(findings[2]?.message).toMatch(/^Its clock is (3599|360\d) s behind this machine's/);
  });

  test("names a token of the wrong class, and never the token", async () => {
    const findings = await found({ GITHUB_TOKEN: "correct-horse-battery-staple" });
    expect(rules(findings)).toEqual([...usual.slice(0, 1), "token-class", ...usual.slice(1)]);
    expect(JSON.stringify(findings)).not.toContain("horse");
  });

  test("names Docker's daemon, and kind, where a kind cluster is meant", async () => {
    const missing = await found({}, ["--kind", "--kubeconfig", kubeconfig("nowhere.yaml", plain(9))]);
    expect(rules(missing)).toEqual(expect.arrayContaining(["kind-missing", "docker-daemon"]));
    expect(rules(missing)).not.toContain("cluster-unreachable");
  });

  test("names a namespace that doesn't go, and what holds it", async () => {
    const path = "/api/v1/namespaces";
    await api.ask("POST", path, { metadata: { name: "stuck" } });
    const held = { metadata: { name: "held", finalizers: ["kargo.akuity.io/finalizer"] } };
    const { code } = await api.ask("POST", `${path}/stuck/configmaps`, held);
    expect(code).toBe(201);
    await api.ask("DELETE", `${path}/stuck`);
    const deadline = Date.now() + 60_000;
    for (let message = ""; !message.includes("kargo.akuity.io/finalizer"); await sleep(500)) {
      expect(Date.now(), "waited a minute for the namespace controller to say what holds the namespace").toBeLessThan(
        deadline,
      );
      message = (await found()).find(({ rule }) => rule === "held")?.message ?? "";
    }
    const finding = (await found()).find(({ rule }) => rule === "held");
    expect(finding?.fix).toBe(
      "See that Kargo's management controller (Projects) and controller (Stages, Promotions) runs: kubectl get pods -A -l app.kubernetes.io/name=kargo",
    );
  }, 120_000);
});
