import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silent } from "../../progress/progress.ts";
import type { Choices } from "../../sandbox/choices.ts";
import { ClusterClient, retrying } from "../../sandbox/cluster/cluster-client.ts";
import { ensureBareRepository } from "../../sandbox/git-repositories.ts";
import { processesWith } from "../../sandbox/processes/spec.ts";
import { sandboxStatus } from "../../sandbox/sandbox-status.ts";
import { startSandbox } from "../../sandbox/start-sandbox.ts";
import { readSandboxFile, type SandboxFile } from "../../sandbox/state.ts";
import { removeState, stopSandbox } from "../../sandbox/stop-sandbox.ts";
import { markedProcesses, strays } from "../../sandbox/strays.ts";
import type { Tools } from "../../sandbox/tools.ts";
import { commandLineOf } from "../support/command-line.ts";
import { testTools } from "../support/tools.ts";

const processNames = processesWith("stand-in");

const state = mkdtempSync(join(tmpdir(), "slipway-sandbox-e2e-"));
const run = promisify(execFile);
const start = () =>
  startSandbox({ state, toolchain: testTools(), progress: silent, signal: AbortSignal.timeout(600_000) });

let sandbox: SandboxFile;
let admin: ClusterClient;

beforeAll(async () => {
  sandbox = await start();
  admin = ClusterClient.fromKubeconfig(sandbox.kubeconfig);
});

afterAll(async () => {
  admin?.close();
  await removeState(state, silent);
});

describe("a started sandbox", () => {
  test("has every process running and healthy, in sandbox.json as in status", async () => {
    expect(Object.keys(sandbox.processes)).toEqual([...processNames]);
    expect(readSandboxFile(state)).toEqual(sandbox);
    const states = async () => (await sandboxStatus(state)).processes.map(({ name, state }) => `${name} ${state}`);
    await expect.poll(states, { timeout: 60_000 }).toEqual(processNames.map((name) => `${name} running`));
  });

  test("listens on loopback only, but for what two of Argo's controllers open without being asked", async () => {
    const elsewhere = () => {
      const pids = new Set(markedProcesses(state).map(({ pid }) => pid));
      const found = listeners(pids).filter(({ address }) => !address.startsWith("127."));
      return found.map(({ port }) => port).sort();
    };
    const { ports } = JSON.parse(readFileSync(join(state, "choices.json"), "utf8")) as Choices;
    const open = ["argocd-application-controller-metrics", "argo-rollouts", "argo-rollouts-metrics"] as const;
    // Argo Rollouts counts as healthy before its metrics listen.
    await expect.poll(elsewhere, { timeout: 60_000 }).toEqual(open.map((name) => ports[name]).sort());
  });

  test("keeps its state from others and no secret on a command line", () => {
    expect(statSync(state).mode & 0o777).toBe(0o700);
    const choices = JSON.parse(readFileSync(join(state, "choices.json"), "utf8")) as Choices;
    const secrets = [
      ...Object.values(choices.tokens),
      choices.gitPassword,
      choices.redisPassword,
      choices.argocdSecretKey,
    ];
    // Only these: folders of the others come and go while they are looked through.
    const top = readdirSync(state).filter((name) => /^(choices|sandbox|kubeconfig|config|pki|run)/.test(name));
    const below = top.flatMap((name) =>
      statSync(join(state, name), { throwIfNoEntry: false })?.isDirectory()
        ? readdirSync(join(state, name), { recursive: true, encoding: "utf8" }).map((path) => join(name, path))
        : [name],
    );
    for (const path of below) {
      const stats = statSync(join(state, path), { throwIfNoEntry: false });
      if (stats?.isFile()) expect(`${path} ${(stats.mode & 0o077).toString(8)}`).toBe(`${path} 0`);
    }
    expect(below.length).toBeGreaterThan(20);
    const commands = markedProcesses(state)
      .map(({ pid }) => commandLineOf(pid))
      .join("\n");
    expect(commands).toContain("kube-apiserver");
    expect(secrets.filter((secret) => commands.includes(secret))).toEqual([]);
  });

  test("is left alone by a second start", async () => {
    expect(await start()).toEqual(sandbox);
  });

  test("refuses a user without rights and lets the administrator act as one", async () => {
    const headers = { "impersonate-user": "jane", "impersonate-group": "system:authenticated" };
    const refused = await admin.send("GET", "/api/v1/namespaces/argocd/secrets", undefined, headers);
    expect([refused.status, JSON.parse(refused.body).message]).toEqual([
      403,
      'secrets is forbidden: User "jane" cannot list resource "secrets" in API group "" in the namespace "argocd"',
    ]);
    const anybody = await admin.send("GET", "/api/v1/namespaces", undefined, { authorization: "Bearer wrong" });
    expect(anybody.status).toBe(401);
  });

  test("keeps Pod Security", async () => {
    await admin.create("/api/v1/namespaces", {
      metadata: { name: "restricted", labels: { "pod-security.kubernetes.io/enforce": "baseline" } },
    });
    const container = { name: "main", image: "x", securityContext: { privileged: true } };
    const refused = admin.create("/api/v1/namespaces/restricted/pods", {
      metadata: { name: "privileged" },
      spec: { containers: [container] },
    });
    await expect(refused).rejects.toThrow(
      'pods "privileged" is forbidden: violates PodSecurity "baseline:latest": privileged',
    );
  });

  test("makes a Deployment available on the simulated Node", async () => {
    await admin.create("/apis/apps/v1/namespaces/default/deployments", deployment("simulated"));
    await available("default", "simulated");
  });

  test("readies a Kargo Project and ends its namespace with it", async () => {
    await admin.create("/api/v1/namespaces", {
      metadata: { name: "shop", labels: { "kargo.akuity.io/project": "true" } },
    });
    const projects = "/apis/kargo.akuity.io/v1alpha1/projects";
    const project = { apiVersion: "kargo.akuity.io/v1alpha1", kind: "Project" };
    for (const name of ["shop", "made-for-it"]) await admin.create(projects, { ...project, metadata: { name } });
    for (const name of ["shop", "made-for-it"]) {
      const ready = await until(`Project ${name} Ready`, async () => {
        const live = await admin.get(`${projects}/${name}`);
        return JSON.stringify(live?.["status"] ?? {}).includes('"type":"Ready"') ? live : undefined;
      });
      expect(ready.metadata.finalizers).toEqual(["kargo.akuity.io/finalizer"]);
      expect((await admin.get(`/api/v1/namespaces/${name}`))?.metadata.finalizers).toEqual([
        "kargo.akuity.io/finalizer",
      ]);
    }
    await admin.delete(`${projects}/shop`);
    await admin.delete("/api/v1/namespaces/made-for-it");
    for (const name of ["shop", "made-for-it"]) {
      for (const path of [`${projects}/${name}`, `/api/v1/namespaces/${name}`]) {
        await until(`${path} gone`, async () => (await admin.get(path)) === undefined || undefined);
      }
    }
  });
});

describe("Argo CD in the sandbox", () => {
  test("brings an Application from a repository of the git server to Synced and Healthy", async () => {
    await ensureBareRepository(state, "acme/simple");
    await pushManifest("acme/simple", deployment("from-git"));
    const url = `${sandbox.git.url}/acme/simple.git`;
    await argocdObjects(url);
    const path = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/simple";
    const live = await until("Application simple Synced and Healthy", async () => {
      const application = await admin.get(path);
      const status = (application?.["status"] ?? {}) as { sync?: { status: string }; health?: { status: string } };
      return status.sync?.status === "Synced" && status.health?.status === "Healthy" ? application : undefined;
    });
    expect(live.metadata.name).toBe("simple");
    await available("default", "from-git");
  });
});

describe("what goes wrong", () => {
  const clientsOfApi = processNames.filter((name) =>
    /^(kube-controller-manager|kube-scheduler|kwok|argocd-application-controller|argo-rollouts|kargo-(management|webhooks|controller)-stand-in)$/.test(
      name,
    ),
  );
  test.each([
    ["kube-apiserver", ["kube-apiserver", ...clientsOfApi]],
    ["etcd", ["etcd"]],
    ["kwok", ["kwok"]],
    ["argocd-application-controller", ["argocd-application-controller"]],
    ["kargo-management-stand-in", ["kargo-management-stand-in"]],
  ])(
    "%s killed by SIGKILL is back after the next start, and only its clients were started anew with it",
    async (name, anew) => {
      process.kill(sandbox.processes[name]?.pid ?? 0, "SIGKILL");
      await until(
        `${name} dead`,
        async () =>
          (await sandboxStatus(state)).processes.some((one) => one.name === name && one.state === "dead") || undefined,
      );
      const again = await start();
      const changed = processNames.filter((one) => again.processes[one]?.pid !== sandbox.processes[one]?.pid);
      expect(changed).toEqual(anew);
      sandbox = again;
      // It finds etcd again for one kind of objects after the other.
      const path = `/apis/apps/v1/namespaces/default/deployments/after-${name}`;
      const text = JSON.stringify(deployment(`after-${name}`));
      await retrying(60_000, AbortSignal.timeout(120_000), () => admin.apply(path, text));
      await available("default", `after-${name}`);
    },
  );

  test("F32: an app goes on while nobody reaches its repository, and Argo CD's error goes by itself", async () => {
    const path = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/simple";
    const status = async () =>
      ((await admin.get(path))?.["status"] ?? {}) as {
        sync?: { status: string };
        health?: { status: string };
        conditions?: { type: string; message: string }[];
      };
    const errors = async () => (await status()).conditions?.filter(({ type }) => type === "ComparisonError") ?? [];
    process.kill(sandbox.processes["git-server"]?.pid ?? 0, "SIGKILL");
    // A person's refresh: by itself Argo CD goes on with the commit that it remembers.
    const text = JSON.stringify({ metadata: { annotations: { "argocd.argoproj.io/refresh": "normal" } } });
    await admin.send("PATCH", path, { type: "application/merge-patch+json", text });
    await until("Argo CD to miss the repository", async () => (await errors()).length > 0 || undefined);
    expect((await errors())[0]?.message).toMatch(/connection refused/);
    expect(await status()).toMatchObject({ sync: { status: "Unknown" }, health: { status: "Healthy" } });
    await available("default", "from-git");
    sandbox = await start();
    await until("the error to be gone", async () => (await errors()).length === 0 || undefined);
    await until("Synced again", async () => (await status()).sync?.status === "Synced" || undefined);
  });

  test("a process that runs but does not answer is started anew", async () => {
    const { pid = 0 } = sandbox.processes["redis"] ?? {};
    process.kill(pid, "SIGSTOP");
    const status = (await sandboxStatus(state)).processes.find(({ name }) => name === "redis");
    expect([status?.state, status?.why]).toEqual(["unhealthy", "no answer to PING"]);
    const again = await start();
    const changed = processNames.filter((one) => again.processes[one]?.pid !== sandbox.processes[one]?.pid);
    expect(changed).toEqual(["redis"]);
    sandbox = again;
  });

  test("a start killed by SIGKILL at any moment leaves nothing that the next one does not mend", async () => {
    await stopSandbox(state, silent);
    const script = join(import.meta.dirname, "../support/start-sandbox.ts");
    for (const moment of [300, 900, 1_500, 4_000]) {
      const killed = spawn(process.execPath, [script, state], { stdio: "ignore" });
      await sleep(moment);
      killed.kill("SIGKILL");
    }
    sandbox = await start();
    await untilReady();
    // What the processes start for a moment, such as git for a look at a repository, is theirs.
    const left = () => strays(markedProcesses(state), Object.values(sandbox.processes));
    await expect.poll(left, { timeout: 30_000 }).toEqual([]);
  });

  test("a second sandbox beside it touches nothing of the first", async () => {
    const other = mkdtempSync(join(tmpdir(), "slipway-sandbox-e2e-"));
    const signal = AbortSignal.timeout(600_000);
    const second = await startSandbox({ state: other, toolchain: testTools(), progress: silent, signal });
    expect(second.registry).not.toBe(sandbox.registry);
    await removeState(other, silent);
    expect([existsSync(other), markedProcesses(other)]).toEqual([false, []]);
    await untilReady();
    expect(readSandboxFile(state)).toEqual(sandbox);
  });

  test("an aborted start ends what it had started and says why", async () => {
    await stopSandbox(state, silent);
    const signal = AbortSignal.timeout(1_500);
    const aborted = startSandbox({ state, toolchain: testTools(), progress: silent, signal });
    await expect(aborted).rejects.toThrow("The operation was aborted due to timeout");
    // What one of them had just started itself ends a moment later.
    await expect.poll(() => markedProcesses(state), { timeout: 30_000 }).toEqual([]);
  });

  test("a kept port taken meanwhile is named with its holder, before anything starts", async () => {
    await stopSandbox(state, silent);
    const choices = JSON.parse(readFileSync(join(state, "choices.json"), "utf8")) as Choices;
    const port = choices.ports.registry;
    const squatter = createServer().listen(port, "127.0.0.1");
    await once(squatter, "listening");
    await expect(start()).rejects.toThrow(`port ${port}, kept for registry, is taken by pid ${process.pid} (`);
    squatter.close();
    expect(markedProcesses(state)).toEqual([]);
  });

  test("a program that dies at start is named with its last lines, and the others are ended", async () => {
    await stopSandbox(state, silent);
    const folder = mkdtempSync(join(tmpdir(), "slipway-broken-"));
    writeFileSync(join(folder, "redis"), "#!/bin/sh\necho no memory left\nexit 3\n", { mode: 0o755 });
    const good = testTools();
    const toolchain: Tools = {
      get: async (name) => (name === "redis" ? join(folder, "redis") : good.get(name)),
      data: (name) => good.data(name),
    };
    const signal = AbortSignal.timeout(600_000);
    const log = join(state, "logs/redis.log");
    await expect(startSandbox({ state, toolchain, progress: silent, signal })).rejects.toThrow(
      `redis died at start (exit code 3). Last lines of ${log}:\n  no memory left`,
    );
    await expect.poll(() => markedProcesses(state), { timeout: 30_000 }).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test("a stop leaves no process and no port, and can be repeated", async () => {
    sandbox = await start();
    const ports = Object.values((JSON.parse(readFileSync(join(state, "choices.json"), "utf8")) as Choices).ports);
    await stopSandbox(state, silent);
    await stopSandbox(state, silent);
    expect(markedProcesses(state)).toEqual([]);
    expect(listeners(undefined).filter(({ port }) => ports.includes(port))).toEqual([]);
    expect(existsSync(join(state, "sandbox.json"))).toBe(false);
  });
});

/** A look that fails counts as one that found nothing yet. */
async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 180_000;
  let problem: unknown;
  for (;;) {
    const found = await look().catch((error: unknown) => {
      problem = error;
      return undefined;
    });
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not after 180 s`, { cause: problem });
    await sleep(100);
  }
}

/** One look gives a process three seconds to answer, which on a busy machine may be too few. */
async function untilReady(): Promise<void> {
  await expect.poll(async () => (await sandboxStatus(state)).ready, { timeout: 60_000 }).toBe(true);
}

function deployment(name: string) {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "main", image: "nobody/pulls-this:1" }] } },
    },
  };
}

async function available(namespace: string, name: string): Promise<void> {
  await until(`Deployment ${name} available`, async () => {
    const live = await admin.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
    return (live?.["status"] as { availableReplicas?: number } | undefined)?.availableReplicas === 2 || undefined;
  });
}

async function pushManifest(repository: string, object: object): Promise<void> {
  const clone = mkdtempSync(join(tmpdir(), "slipway-clone-"));
  const env = { PATH: process.env["PATH"], HOME: clone, GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" };
  const git = (...args: string[]) => run("git", ["-C", clone, ...args], { env });
  const remote = new URL(`${sandbox.git.url}/${repository}.git`);
  remote.username = sandbox.git.user;
  remote.password = sandbox.git.password;
  await git("init", "--quiet", "--initial-branch=main");
  mkdirSync(join(clone, "k8s"));
  writeFileSync(join(clone, "k8s/deployment.json"), JSON.stringify(object));
  writeFileSync(join(clone, "k8s/kustomization.yaml"), "resources: [deployment.json]\n");
  await git("add", ".");
  await git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "-m", "first");
  await git("push", "--quiet", remote.href, "main");
  rmSync(clone, { recursive: true, maxRetries: 5 });
}

async function argocdObjects(url: string): Promise<void> {
  const metadata = (name: string) => ({ name, namespace: "argocd" });
  await admin.create("/api/v1/namespaces/argocd/secrets", {
    metadata: { ...metadata("simple"), labels: { "argocd.argoproj.io/secret-type": "repository" } },
    stringData: { type: "git", url, username: sandbox.git.user, password: sandbox.git.password },
  });
  const server = "https://kubernetes.default.svc";
  const argo = "/apis/argoproj.io/v1alpha1/namespaces/argocd";
  const apiVersion = "argoproj.io/v1alpha1";
  await admin.create(`${argo}/appprojects`, {
    apiVersion,
    kind: "AppProject",
    metadata: metadata("simple"),
    spec: { sourceRepos: [url], destinations: [{ server, namespace: "default" }] },
  });
  await admin.create(`${argo}/applications`, {
    apiVersion,
    kind: "Application",
    metadata: metadata("simple"),
    spec: {
      project: "simple",
      source: { repoURL: url, targetRevision: "main", path: "k8s" },
      destination: { server, namespace: "default" },
      syncPolicy: { automated: { selfHeal: true, prune: true } },
    },
  });
}

/** Listening TCP sockets of this machine, or of some processes. */
function listeners(pids: ReadonlySet<number> | undefined): { address: string; port: number }[] {
  const inodes = new Set([...(pids ?? [])].flatMap(socketInodes));
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
    readFileSync(table, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === "0A" && (pids === undefined || inodes.has(fields[9] ?? "")))
      .map((fields) => {
        const [address = "", port = ""] = (fields[1] ?? "").split(":");
        const bytes =
          address.length === 8 ? [6, 4, 2, 0].map((at) => Number.parseInt(address.slice(at, at + 2), 16)) : undefined;
        return { address: bytes ? bytes.join(".") : address, port: Number.parseInt(port, 16) };
      }),
  );
}

/** None of a process that has ended since it was found. */
function socketInodes(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fdinfo`).flatMap((fd) => {
      try {
        return /ino:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8"))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
