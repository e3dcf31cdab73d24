import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
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
  });

  afterAll(async () => {
    server?.close();
    await api?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
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

  test("names a folder for temporary files that isn't there", async () => {
    expect(rules(await found({ TMPDIR: join(folder, "nowhere") }))).toEqual(["no-temporary-folder", ...usual]);
  });

  test("names a passphrase that nobody gave", async () => {
    mkdirSync(join(folder, "config"), { recursive: true });
    const config = "{slipway:role: environment, slipway:context: test}";
    writeFileSync(join(folder, "config", "Pulumi.dev.yaml"), `encryptionsalt: v1:abc\nconfig: ${config}\n`);
    try {
      expect(rules(await found())).toEqual([
        "state-on-this-machine",
        "passphrase-missing",
        // An environment's stack stands on these two alone.
        "argocd-missing",
        "kargo-missing",
      ]);
    } finally {
      rmSync(join(folder, "config"), { recursive: true });
    }
  });

  test("names a passphrase that isn't the stack's, though it is one", async () => {
    mkdirSync(join(folder, "config"), { recursive: true });
    const env = {
      ...{ PATH: tools, HOME: folder, PULUMI_HOME: join(folder, "home"), PULUMI_SKIP_UPDATE_CHECK: "true" },
      ...{ PULUMI_BACKEND_URL: `file://${join(folder, "state")}`, PULUMI_CONFIG_PASSPHRASE: "the stack's" },
    };
    const pulumi = (...args: string[]) =>
      promisify(execFile)(join(tools, "pulumi"), [...args, "--stack", "dev", "--non-interactive"], {
        cwd: folder,
        env,
      });
    try {
      await pulumi("stack", "init");
      await pulumi("config", "set", "slipway:role", "environment");
      await pulumi("config", "set", "slipway:context", "test");
      await pulumi("config", "set", "--secret", "slipway:gitCredentials", "a secret");
      const findings = await found({ PULUMI_CONFIG_PASSPHRASE: "another" });
      expect(findings.find(({ rule }) => rule === "secrets-locked")).toEqual({
        area: "pulumi",
        rule: "secrets-locked",
        state: "error",
        message: "Secrets in the config of stack dev can't be decrypted: incorrect passphrase",
        fix: "Give the one that they were made with in PULUMI_CONFIG_PASSPHRASE, or a file that holds it in PULUMI_CONFIG_PASSPHRASE_FILE",
      });
      expect(rules(await found({ PULUMI_CONFIG_PASSPHRASE: "the stack's" }))).not.toContain("secrets-locked");
    } finally {
      await pulumi("stack", "rm", "--yes");
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
    expect(findings[2]?.message).toMatch(/^Its clock is (3599|36\d\d) s behind this machine's/);
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

  test("names a namespace that doesn't go, each object that holds it, and its controller", async () => {
    const path = "/api/v1/namespaces";
    await api.ask("POST", path, { metadata: { name: "stuck" } });
    const held = { metadata: { name: "held", finalizers: ["kargo.akuity.io/finalizer"] } };
    const { code } = await api.ask("POST", `${path}/stuck/configmaps`, held);
    expect(code).toBe(201);
    const pod = {
      metadata: { labels: { app: "kargo" } },
      spec: { containers: [{ name: "kargo", image: "ghcr.io/akuity/kargo:v1.11.2", args: ["management-controller"] }] },
    };
    const scaled = { replicas: 0, selector: { matchLabels: { app: "kargo" } }, template: pod };
    const deployment = { metadata: { name: "kargo-management-controller" }, spec: scaled };
    expect(await api.ask("POST", "/apis/apps/v1/namespaces/default/deployments", deployment)).toMatchObject({
      code: 201,
    });
    await api.ask("DELETE", `${path}/stuck`);
    const found = await holders(({ message }) => message.includes("Some resources are remaining: configmaps. has 1"));
    expect(found.map(({ message, fix }) => [message.replace(/going for \d+ min/, "going"), fix])).toEqual([
      [
        "configmaps stuck/held has been going: held by kargo.akuity.io/finalizer; Kargo's management controller doesn't run: Deployment default/kargo-management-controller is scaled to 0",
        `Start it: kubectl scale -n default deployment/kargo-management-controller --replicas=1. Only where it is gone for good: kubectl patch configmaps held -n stuck --type=merge -p '{"metadata":{"finalizers":null}}' (nothing else is cleaned up then)`,
      ],
      [
        expect.stringContaining("Namespace stuck has been going: Some resources are remaining: configmaps. has 1"),
        "It goes by itself once what stands above it here is gone",
      ],
    ]);
    // The command that was named lets all of it go.
    await api.ask(
      "PATCH",
      `${path}/stuck/configmaps/held`,
      { metadata: { finalizers: null } },
      "application/merge-patch+json",
    );
    await until("the namespace to be gone", async () => (await api.ask("GET", `${path}/stuck`)).code === 404);
  }, 900_000);

  test("names webhooks and APIServices that nobody answers for", async () => {
    const admission = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    const webhook = {
      name: "stage.kargo.akuity.io",
      clientConfig: { service: { namespace: "default", name: "kargo-webhooks-server" } },
      rules: [
        { apiGroups: ["kargo.akuity.io"], apiVersions: ["v1alpha1"], operations: ["DELETE"], resources: ["stages"] },
      ],
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
    };
    const written = await api.ask("POST", admission, { metadata: { name: "kargo" }, webhooks: [webhook] });
    expect(written.code).toBe(201);
    const service = { namespace: "default", name: "metrics-server" };
    const spec = { group: "metrics.example", version: "v1", groupPriorityMinimum: 100, versionPriority: 100, service };
    const name = "v1.metrics.example";
    await api.ask("POST", "/apis/apiregistration.k8s.io/v1/apiservices", {
      metadata: { name },
      spec: { ...spec, insecureSkipTLSVerify: true },
    });
    const found = await holders(({ rule }) => rule === "apiservice-unavailable");
    expect(found.map(({ rule, message }) => [rule, message])).toEqual([
      [
        "webhook-without-server",
        "validatingwebhookconfiguration kargo has everything refused that it is asked about, deletions and finalizers too: Service default/kargo-webhooks-server has no endpoint, and failurePolicy is Fail",
      ],
      [
        "apiservice-unavailable",
        'APIService v1.metrics.example doesn\'t answer, and no namespace goes until it does: service/metrics-server in "default" is not present',
      ],
    ]);
    await api.ask("DELETE", `/apis/apiregistration.k8s.io/v1/apiservices/${name}`);
    await api.ask("DELETE", `${admission}/kargo`);
  }, 900_000);

  /** What the command says of namespaces, once one of it is as it should be. */
  async function holders(isThere: (finding: Finding) => boolean): Promise<readonly Finding[]> {
    let all: readonly Finding[] = [];
    await until("doctor to name what holds a namespace", async () => {
      all = (await found()).filter(({ area }) => area === "namespaces");
      return all.some(isThere);
    });
    return all;
  }

  async function until(what: string, is: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 400_000;
    while (!(await is())) {
      expect(Date.now(), `waited 400 s for ${what}`).toBeLessThan(deadline);
      await sleep(200);
    }
  }
});
