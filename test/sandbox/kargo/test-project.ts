import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LiveObject } from "../../../sandbox/cluster/cluster-client.ts";
import { ensureBareRepository } from "../../../sandbox/git-repositories.ts";
import { assembleImage } from "../../../sandbox/seed/oci-image.ts";
import { pushImage } from "../../../sandbox/seed/push-image.ts";
import type { KargoCluster } from "./kargo-cluster.ts";
import { type Any, isTrue, until } from "./live.ts";

const run = promisify(execFile);
const kargo = "/apis/kargo.akuity.io/v1alpha1";

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
    const { admin, login } = this.cluster;
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
    await this.seed();
    return this;
  }

  /** Its repository alone, with one commit on main. */
  async seed(): Promise<void> {
    await ensureBareRepository(this.cluster.state, `acme/${this.name}`);
    await this.git("init", "--quiet", "--initial-branch=main", ".");
    await this.commit("app/base.txt", "one");
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

  async git(...args: string[]): Promise<string> {
    const who = { GIT_AUTHOR_NAME: "t", GIT_AUTHOR_EMAIL: "t@x", GIT_COMMITTER_NAME: "t", GIT_COMMITTER_EMAIL: "t@x" };
    const env = { PATH: process.env["PATH"], HOME: this.work, GIT_CONFIG_NOSYSTEM: "1", ...who };
    return (await run("git", args, { cwd: this.work, env })).stdout.trim();
  }
}

function plural(kind: string): string {
  return `${kind.toLowerCase()}s`;
}
