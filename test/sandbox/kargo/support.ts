import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { silent } from "../../../progress/progress.ts";
import { ensureCertificates } from "../../../sandbox/certificates.ts";
import { loadChoices } from "../../../sandbox/choices.ts";
import { ClusterClient, type LiveObject } from "../../../sandbox/cluster/cluster-client.ts";
import { writeConfigFiles } from "../../../sandbox/config-files.ts";
import { findOnPath } from "../../../sandbox/environment.ts";
import { ensureBareRepository } from "../../../sandbox/git-repositories.ts";
import type { KargoChoice } from "../../../sandbox/kargo/official/choose.ts";
import type { ProcessName, SpecContext } from "../../../sandbox/processes/spec.ts";
import { sandboxTasks } from "../../../sandbox/sandbox-tasks.ts";
import { assembleImage } from "../../../sandbox/seed/oci-image.ts";
import { pushImage } from "../../../sandbox/seed/push-image.ts";
import { prepareState, type SandboxProcess } from "../../../sandbox/state.ts";
import { removeState } from "../../../sandbox/stop-sandbox.ts";
import { ensureRunning } from "../../../sandbox/supervisor.ts";
import { runTasks, type Task } from "../../../sandbox/task-graph.ts";
import { testTools } from "../../support/tools.ts";

const run = promisify(execFile);
const kargo = "/apis/kargo.akuity.io/v1alpha1";

/** What a suite about Kargo speaks with: an API server, a git server and a registry, and Kargo behind them. */
export interface KargoCluster {
  readonly admin: ClusterClient;
  /** `http://127.0.0.1:PORT` */
  readonly git: string;
  readonly login: { readonly username: string; readonly password: string };
  /** `127.0.0.1:PORT` */
  readonly registry: string;
  readonly state: string;
  /** The process that promotes. */
  readonly controller: ProcessName;
  /** Starts what doesn't run. */
  start(): Promise<Map<ProcessName, SandboxProcess>>;
  stop(): Promise<void>;
}

/** Of the sandbox only what Kargo needs: no Argo CD, no Nodes, no Argo Rollouts. */
const wanted = {
  "stand-in": ["controllerManager", "registry", "git", "kargo", "kargoAdmission", "kargoController"],
  official: ["controllerManager", "registry", "git", "kargoManagement", "kargoAdmission", "kargoController"],
};

/** One Kargo, without the rest of a sandbox, so that many may run beside each other. */
export async function startKargoCluster(choice: KargoChoice): Promise<KargoCluster> {
  const state = mkdtempSync(join(tmpdir(), "slipway-kargo-"));
  const paths = prepareState(state);
  const choices = await loadChoices(paths);
  const context: SpecContext = { paths, choices, certificates: await ensureCertificates(paths.pki) };
  writeConfigFiles(context);
  const client = ClusterClient.fromKubeconfig(paths.kubeconfig);
  const tools = testTools();
  const start = async () => {
    const running = new Map<ProcessName, SandboxProcess>();
    const tasks = sandboxTasks(
      {
        ...{ context, client },
        program: (name) => tools.get(name),
        data: (name) => tools.data(name),
        process: (name, needs, spec, beforeStart) => ({
          needs,
          async run(signal) {
            const step = silent.step(name);
            const args = { paths, git: findOnPath("git"), step, signal, ...(beforeStart && { beforeStart }) };
            running.set(name, (await ensureRunning(await spec(), args)).process);
          },
        }),
        setup: (_, needs, work) => ({ needs, run: async (signal) => void (await work(signal)) }),
      },
      choice,
    );
    await runTasks(withNeeds(tasks, wanted[choice.kind]), AbortSignal.timeout(240_000));
    return running;
  };
  const stop = async () => {
    client.close();
    await removeState(state, silent);
  };
  // On a machine that compiles at the same time the API server may not answer in time: a start goes on from what is there.
  await start()
    .catch(start)
    .catch(async (error) => {
      await stop();
      throw error;
    });
  return {
    ...{ admin: client, state, start },
    controller: choice.kind === "official" ? "kargo-controller" : "kargo-controller-stand-in",
    git: `http://127.0.0.1:${choices.ports["git-server"]}`,
    login: { username: choices.gitUser, password: choices.gitPassword },
    registry: `127.0.0.1:${choices.ports.registry}`,
    stop,
  };
}

function withNeeds(tasks: Readonly<Record<string, Task>>, names: readonly string[]): Record<string, Task> {
  const chosen: Record<string, Task> = {};
  const choose = (name: string) => {
    const task = tasks[name];
    if (!task) throw new Error(`there is no task ${name}`);
    chosen[name] = task;
    for (const need of task.needs) choose(need);
  };
  for (const name of names) choose(name);
  return chosen;
}

export type Spec = Readonly<Record<string, unknown>>;

/** A Project of its own for one group of behaviours, and what people and machines do in it. */
export class TestProject {
  readonly name: string;
  readonly repository: string;
  readonly image: string;
  private readonly cluster: KargoCluster;
  private readonly work: string;
  private builds = 0;

  constructor(cluster: KargoCluster, name: string) {
    this.cluster = cluster;
    this.name = name;
    this.repository = `${cluster.git}/acme/${name}.git`;
    this.image = `${cluster.registry}/acme/${name}`;
    this.work = mkdtempSync(join(tmpdir(), "slipway-kargo-work-"));
  }

  /** The Project, its repository with one commit on main, and the log-in to it. */
  async make(): Promise<this> {
    const { admin, state, login } = this.cluster;
    await admin.create(`${kargo}/projects`, {
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Project",
      metadata: { name: this.name },
    });
    await admin.create(`/api/v1/namespaces/${this.name}/secrets`, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "git", namespace: this.name, labels: { "kargo.akuity.io/cred-type": "git" } },
      stringData: { repoURL: this.repository, ...login },
    });
    await ensureBareRepository(state, `acme/${this.name}`);
    await this.git("init", "--quiet", "--initial-branch=main", ".");
    await this.commit("app/base.txt", "one");
    return this;
  }

  /** A commit on main; answers its id. */
  async commit(file: string, content: string): Promise<string> {
    mkdirSync(join(this.work, file, ".."), { recursive: true });
    writeFileSync(join(this.work, file), `${content}\n`);
    await this.git("add", ".");
    await this.git("commit", "--quiet", "-m", `${file}: ${content}`);
    await this.git("push", "--quiet", this.withLogin(), "HEAD:refs/heads/main");
    return this.git("rev-parse", "HEAD");
  }

  async tag(name: string): Promise<void> {
    await this.git("tag", name);
    await this.git("push", "--quiet", this.withLogin(), `refs/tags/${name}`);
  }

  /** An image under a tag, each built a minute after the one before. */
  async push(tag: string): Promise<string> {
    this.builds += 1;
    const created = new Date(Date.UTC(2026, 0, 1, 0, this.builds)).toISOString();
    const image = await assembleImage({
      server: Buffer.from(tag),
      architecture: "amd64",
      version: tag,
      commit: tag,
      created,
    });
    return (await pushImage({ registry: this.cluster.registry, repository: `acme/${this.name}`, tag, image })).digest;
  }

  /** Ids of a branch's commits, newest first; none when there is no such branch. */
  async log(branch: string): Promise<string[]> {
    await this.git(
      "fetch",
      "--quiet",
      "--force",
      this.withLogin(),
      `refs/heads/${branch}:refs/remotes/origin/${branch}`,
    ).catch(() => "");
    const text = await this.git("log", "--format=%H", `refs/remotes/origin/${branch}`).catch(() => "");
    return text.split("\n").filter(Boolean);
  }

  async show(path: string): Promise<string> {
    return this.git("show", path);
  }

  create(kind: string, name: string, spec: Spec, client = this.cluster.admin): Promise<LiveObject> {
    const object = { apiVersion: "kargo.akuity.io/v1alpha1", kind, metadata: { name, namespace: this.name }, spec };
    return client.create(this.path(plural(kind)), object);
  }

  promote(stage: string, freight: string): Promise<LiveObject> {
    return this.cluster.admin.create(this.path("promotions"), {
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Promotion",
      metadata: { generateName: "promo-", namespace: this.name },
      spec: { stage, freight },
    });
  }

  /** A Stage that commits which image its Freight holds to the branch `stage/<name>`. */
  stage(name: string, sources: Spec, more: Spec = {}): Promise<LiveObject> {
    return this.create("Stage", name, {
      requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources }],
      promotionTemplate: { spec: { steps: this.steps(name) } },
      ...more,
    });
  }

  steps(name: string): Spec[] {
    const image = `\${{ imageFrom("${this.image}").Tag }}`;
    return [
      {
        uses: "git-clone",
        config: { repoURL: this.repository, checkout: [{ branch: `stage/${name}`, create: true, path: "./out" }] },
      },
      { uses: "git-clear", config: { path: "./out" } },
      { uses: "file-write", config: { path: "./out/image.txt", contents: `${image}\n` } },
      { uses: "git-commit", as: "commit", config: { path: "./out", message: `Promote ${name}: ${image}` } },
      { uses: "git-push", config: { path: "./out" } },
    ];
  }

  /** A Warehouse named main that subscribes to the Project's image. */
  warehouse(image: Spec = {}, more: Spec = {}): Promise<LiveObject> {
    const subscription = { repoURL: this.image, imageSelectionStrategy: "NewestBuild", ...image };
    // As often as real Kargo can be told to look.
    return this.create("Warehouse", "main", { interval: "2s", subscriptions: [{ image: subscription }], ...more });
  }

  policies(...policies: Spec[]): Promise<LiveObject> {
    return this.create("ProjectConfig", this.name, { promotionPolicies: policies });
  }

  get<T = Any>(kind: string, name: string): Promise<T | undefined> {
    return this.cluster.admin.get<T>(`${this.path(plural(kind))}/${name}`);
  }

  async list(kind: string): Promise<Any[]> {
    return (await this.cluster.admin.json<{ items: Any[] }>("GET", this.path(plural(kind)))).items;
  }

  merge(kind: string, name: string, patch: unknown, status = false): Promise<LiveObject> {
    return this.cluster.admin.merge(`${this.path(plural(kind))}/${name}${status ? "/status" : ""}`, patch);
  }

  /** The Freight that holds an image by this tag, once there is one. */
  freightOf(tag: string): Promise<Any> {
    return until(`Freight of ${tag}`, async () =>
      (await this.list("Freight")).find((each) => each.images?.some((image: Any) => image.tag === tag)),
    );
  }

  /** A Stage that holds the image and is Ready. */
  ready(stage: string, tag: string): Promise<Any> {
    return until(`Stage ${stage} with ${tag}`, async () => {
      const found = await this.get("Stage", stage);
      const holds = found?.status?.freightHistory?.[0]?.items?.["Warehouse/main"]?.images?.[0]?.tag === tag;
      return holds && isTrue(found, "Ready") ? found : undefined;
    });
  }

  /** A Promotion that has come to its end. */
  ended(name: string): Promise<Any> {
    return until(`end of Promotion ${name}`, async () => {
      const found = await this.get("Promotion", name);
      return ["Succeeded", "Failed", "Errored", "Aborted"].includes(found?.status?.phase) ? found : undefined;
    });
  }

  private path(name: string): string {
    return `${name.startsWith("analysis") ? "/apis/argoproj.io/v1alpha1" : kargo}/namespaces/${this.name}/${name}`;
  }

  private withLogin(): string {
    const { username, password } = this.cluster.login;
    return this.repository.replace("//", `//${username}:${password}@`);
  }

  private async git(...args: string[]): Promise<string> {
    const who = { GIT_AUTHOR_NAME: "t", GIT_AUTHOR_EMAIL: "t@x", GIT_COMMITTER_NAME: "t", GIT_COMMITTER_EMAIL: "t@x" };
    const env = { PATH: process.env["PATH"], HOME: this.work, GIT_CONFIG_NOSYSTEM: "1", ...who };
    return (await run("git", args, { cwd: this.work, env })).stdout.trim();
  }
}

// biome-ignore lint/suspicious/noExplicitAny: live objects, read here and there
export type Any = any;

function plural(kind: string): string {
  return `${kind.toLowerCase()}s`;
}

export function isTrue(object: Any, type: string): boolean {
  return condition(object, type)?.status === "True";
}

export function condition(object: Any, type: string): Any {
  return object?.status?.conditions?.find((each: Any) => each.type === type);
}

/** @throws Error naming what was waited for, after a minute */
export async function until<T>(what: string, look: () => Promise<T | undefined>, within = 60_000): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${within / 1000} s for ${what}`);
    await sleep(150);
  }
}
