import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { DockerHubRepository } from "../components/registry/docker-hub-repository.ts";
import { firstImage } from "../components/source/first-image.ts";
import { GitHubRepository, type Webhook } from "../components/source/github-repository.ts";
import type { Pipeline } from "../model/definition.ts";
import { ProblemsError } from "../model/problem.ts";
import { defaultSettings } from "../model/settings.ts";
import type { DockerHubSettings } from "../model/source/docker-hub.ts";
import type { GitHubSettings } from "../model/source/github.ts";
import { withoutInWords } from "../model/source/plan.ts";
import { clashingLogins, missingLogins } from "../model/source/push-logins.ts";
import { type GitHubRepositoryPlan, sourcePlan } from "../model/source/repositories.ts";
import { type Receiver, receivers, receiverUrl } from "../model/source/webhooks.ts";
import { compileAll } from "./compile-all.ts";
import { type FirstImage, firstImages, howToPush } from "./first-images.ts";
import type { SourceStackSettings } from "./source-settings.ts";

/** What the source stack exports. */
export interface SourceOutputs {
  /** Addresses for people. */
  readonly repositories: readonly string[];
  /** By app: what to do so that its Warehouse finds a first image; empty when the stack built it. */
  readonly firstImage: Readonly<Record<string, string>>;
  /** By app and receiver: what the delivery stack gives Kargo. Secret. */
  readonly webhookSecrets: pulumi.Output<Record<string, Record<string, string>>>;
  /** What Argo CD checks GitHub's calls with. Secret; empty without a webhook to it. */
  readonly argocdWebhookSecret: pulumi.Output<string>;
  /** By app: the address to enter in Docker Hub, which has no API for it. Secret, since to know it is to be let in. */
  readonly dockerHubWebhooks: pulumi.Output<Record<string, string>>;
}

/**
 * The source side of every pipeline: repositories on Docker Hub and GitHub, secrets and rules, webhooks, a first image.
 *
 * @param apps folder of the apps, for first images
 */
export function source(settings: SourceStackSettings, pipelines: readonly Pipeline[], apps: string): SourceOutputs {
  const compiled = compileAll(pipelines, defaultSettings);
  const stackApps = pipelines.map((pipeline, index) => ({
    pipeline,
    compiled: compiled[index] as (typeof compiled)[number],
  }));
  const { plan, problems } = sourcePlan(stackApps, settings);
  const pushed =
    settings.github === undefined && settings.firstImage === "none" ? [] : Object.values(plan.images).flat();
  const images = firstImages(settings.firstImage, plan.images, apps, pipelines);
  const all = [
    ...problems,
    ...missingLogins(pushed, settings.pushLogins),
    ...plan.github.flatMap((repository) => clashingLogins(repository.name, repository.images)),
    ...images.problems,
  ];
  if (all.length > 0) throw new ProblemsError("source", all);

  const secrets = new WebhookSecrets(settings);
  const projects = compiled.map(({ project }) => project);
  const hub =
    settings.dockerHub === undefined
      ? []
      : plan.dockerHub.map((each) => hubRepository(each, settings.dockerHub as DockerHubSettings));
  if (settings.github !== undefined) {
    for (const less of withoutInWords(settings.github)) void pulumi.log.warn(less);
    const provider = githubProvider(settings, settings.github);
    for (const repository of plan.github) {
      const webhooks = secrets.webhooks(repository);
      const args = { settings: settings.github, plan: repository, pushLogins: settings.pushLogins, webhooks };
      const { manifestApp } = settings;
      const all = manifestApp === undefined ? args : { ...args, manifestApp };
      new GitHubRepository(repository.name, all, { providers: [provider] });
    }
  }
  for (const image of images.build) buildFirst(image, settings, hub);

  return {
    repositories: [
      ...plan.github.map(
        ({ name }) => `${settings.github?.baseUrl ?? "https://github.com"}/${settings.github?.owner}/${name}`,
      ),
      ...plan.dockerHub.map(({ namespace, name }) => `https://hub.docker.com/r/${namespace}/${name}`),
    ],
    firstImage: images.build.length > 0 ? {} : howToPush(plan.images),
    ...secrets.outputs(projects),
  };
}

function hubRepository(
  { namespace, name }: { namespace: string; name: string },
  settings: DockerHubSettings,
): DockerHubRepository {
  const { visibility, namespace: _own, ...others } = settings;
  const privacy = visibility === undefined ? {} : { isPrivate: visibility === "private" };
  return new DockerHubRepository(`${namespace}-${name}`, { ...others, ...privacy, namespace, repository: name });
}

function githubProvider({ githubLogin }: SourceStackSettings, { owner, baseUrl }: GitHubSettings): github.Provider {
  const at = { owner, ...(baseUrl === undefined ? {} : { baseUrl }) };
  if (githubLogin === undefined) return new github.Provider("github", at);
  if ("token" in githubLogin) return new github.Provider("github", { ...at, token: pulumi.secret(githubLogin.token) });
  const { id, installationId, privateKey } = githubLogin;
  return new github.Provider("github", { ...at, appAuth: { id, installationId, pemFile: pulumi.secret(privateKey) } });
}

function buildFirst(
  first: FirstImage,
  { pushLogins }: SourceStackSettings,
  dependsOn: readonly pulumi.Resource[],
): void {
  const { app, ...image } = first;
  const login = pushLogins[image.image.slice(0, image.image.indexOf("/"))];
  firstImage(
    `${app}-first-image`,
    { ...image, ...(login === undefined ? {} : { login }) },
    { dependsOn: [...dependsOn] },
  );
}

/** Generated secrets of webhooks: one for Argo CD, which knows one for all of GitHub, and one of each receiver of Kargo's. */
class WebhookSecrets {
  private readonly settings: SourceStackSettings;
  private readonly made = new Map<string, pulumi.Output<string>>();

  constructor(settings: SourceStackSettings) {
    this.settings = settings;
  }

  webhooks({ projects }: GitHubRepositoryPlan): Webhook[] {
    const { argocd, kargo } = this.settings.webhooks;
    const url = (project: string) => this.kargoUrl(kargo ?? "", project, "github");
    return [
      ...(argocd === undefined
        ? []
        : [
            {
              name: "argocd",
              url: `${argocd.replace(/\/+$/, "")}/api/webhook`,
              secret: this.secret("argocd"),
              events: ["push"],
            },
          ]),
      ...(kargo === undefined
        ? []
        : projects.map((project) => ({
            name: `kargo-${project}`,
            url: url(project),
            secret: this.secret(`${project}-github`),
            events: ["push", "pull_request", "package"],
          }))),
    ];
  }

  outputs(
    projects: readonly string[],
  ): Pick<SourceOutputs, "webhookSecrets" | "argocdWebhookSecret" | "dockerHubWebhooks"> {
    const { argocd, kargo } = this.settings.webhooks;
    const of = (project: string) =>
      pulumi.all(Object.fromEntries(receivers.map((receiver) => [receiver, this.secret(`${project}-${receiver}`)])));
    const known = kargo === undefined ? [] : projects;
    return {
      webhookSecrets: pulumi.secret(pulumi.all(Object.fromEntries(known.map((project) => [project, of(project)])))),
      argocdWebhookSecret: pulumi.secret(argocd === undefined ? "" : this.secret("argocd")),
      dockerHubWebhooks: pulumi.secret(
        pulumi.all(
          Object.fromEntries(known.map((project) => [project, this.kargoUrl(kargo ?? "", project, "dockerhub")])),
        ),
      ),
    };
  }

  private kargoUrl(base: string, project: string, receiver: Receiver): pulumi.Output<string> {
    return pulumi.secret(
      this.secret(`${project}-${receiver}`).apply((secret) => receiverUrl(base, project, receiver, secret)),
    );
  }

  private secret(name: string): pulumi.Output<string> {
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const keepers = { generation: String(this.settings.webhooks.generation) };
    const made = new random.RandomPassword(`webhook-${name}`, { length: 40, special: false, keepers }).result;
    this.made.set(name, made);
    return made;
  }
}
