import type { Compiled } from "../compile.ts";
import { subscriptionsOf } from "../definition/warehouse.ts";
import type { Pipeline } from "../definition.ts";
import type { Problem } from "../problem.ts";
import { listed, shown } from "../words.ts";
import { fullImageName } from "../workflow/delivery-settings.ts";
import { type DirectWrite, directWrites } from "./direct-writes.ts";
import type { DockerHubSettings } from "./docker-hub.ts";
import type { GitHubSettings } from "./github.ts";

/** A repository on Docker Hub that some app's image is pushed to. */
export interface HubRepositoryPlan {
  readonly namespace: string;
  readonly name: string;
}

/** A repository on GitHub with what its apps need of it. */
export interface GitHubRepositoryPlan {
  readonly name: string;
  /** Kargo Projects whose Warehouses follow it, or whose Stages are written to it. */
  readonly projects: readonly string[];
  /** Branches that are followed: what is released from them gets the registry's token. */
  readonly branches: readonly string[];
  /** Images that its workflows push, with registry. */
  readonly images: readonly string[];
  /** Stages whose Promotions are pushed straight to a branch that is followed, which the rules would refuse. */
  readonly onFollowedBranches: readonly DirectWrite[];
  /** Branches of Stages that are promoted through pull requests. */
  readonly reviewedBranches: readonly string[];
}

export interface SourcePlan {
  readonly dockerHub: readonly HubRepositoryPlan[];
  readonly github: readonly GitHubRepositoryPlan[];
  /** By app: the images that are pushed for it, with registry. */
  readonly images: Readonly<Record<string, readonly string[]>>;
}

/** An app of the stack. Compiled without mirrors: what the source stack makes is the source, wherever clusters read it from. */
export interface SourceApp {
  readonly pipeline: Pipeline;
  readonly compiled: Compiled;
}

interface Wanted {
  readonly dockerHub?: DockerHubSettings;
  readonly github?: GitHubSettings;
}

/** Which repositories belong to the apps of a stack, and what can't be one. */
export function sourcePlan(
  apps: readonly SourceApp[],
  { dockerHub, github }: Wanted,
): { readonly plan: SourcePlan; readonly problems: readonly Problem[] } {
  const images = Object.fromEntries(
    apps.map(({ compiled }) => [compiled.app, compiled.repositories.images.map(fullImageName)]),
  );
  const allImages = [...new Set(Object.values(images).flat())].sort();
  const host = github?.baseUrl === undefined ? "github.com" : new URL(github.baseUrl).host;
  const gits = [...new Set(apps.flatMap(({ compiled }) => compiled.repositories.git))].sort();
  const problems: Problem[] = [];

  const onHub = allImages.filter((image) => image.startsWith(`docker.io/${dockerHub?.namespace}/`));
  if (dockerHub !== undefined && onHub.length === 0) {
    problems.push(nothingOf("slipway:dockerHub.namespace", dockerHub.namespace, "images", allImages));
  }
  const owned = gits.filter((url) => ownerAndName(url, host)?.owner.toLowerCase() === github?.owner.toLowerCase());
  if (github !== undefined && owned.length === 0) {
    problems.push(nothingOf("slipway:github.owner", github.owner, "Git repositories", gits));
  }
  const hub = dockerHub === undefined ? [] : onHub.map((image) => image.slice("docker.io/".length));
  for (const each of hub) problems.push(...hubNameProblems(each));
  for (const url of owned) problems.push(...gitHubNameProblems(url, host));
  const repositories =
    github === undefined ? [] : sameRepository(owned, host).map((urls) => repositoryPlan(urls, host, apps, images));
  if (github !== undefined) problems.push(...repositories.flatMap((each) => refusedWrites(each, github)));
  return {
    plan: {
      dockerHub: hub.map((each) => {
        const [namespace = "", name = ""] = each.split("/");
        return { namespace, name };
      }),
      github: repositories,
      images,
    },
    problems,
  };
}

/** GitHub tells apart neither capitals nor an ending `.git`. */
function sameRepository(urls: readonly string[], host: string): (readonly string[])[] {
  const groups = Map.groupBy(urls, (url) => ownerAndName(url, host)?.name.toLowerCase() ?? "");
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function repositoryPlan(
  urls: readonly string[],
  host: string,
  apps: readonly SourceApp[],
  images: SourcePlan["images"],
): GitHubRepositoryPlan {
  const here = apps.filter(({ compiled }) => compiled.repositories.git.some((url) => urls.includes(url)));
  const unique = (list: readonly string[]) => [...new Set(list)].sort();
  const branches = here.flatMap(({ pipeline }) =>
    Object.values(pipeline.warehouses)
      .flatMap((warehouse) => subscriptionsOf(warehouse))
      .flatMap(([, each]) => (each.kind === "git" && urls.includes(each.repoURL) ? [each.branch ?? "main"] : [])),
  );
  const reviewed = here.flatMap(({ pipeline, compiled }) =>
    compiled.environments
      .filter(({ name }) => throughPullRequest(pipeline, name))
      .flatMap(({ targets }) => targets.filter(({ gitUrl }) => urls.includes(gitUrl)).map(({ branch }) => branch)),
  );
  const followed = branches.length === 0 ? ["main"] : unique(branches);
  const written = here.flatMap(({ compiled }) => urls.flatMap((url) => directWrites(compiled, url)));
  return {
    onFollowedBranches: written.filter(({ branch }) => branch === "" || followed.includes(branch)),
    name: ownerAndName(urls[0] ?? "", host)?.name ?? "",
    projects: unique(here.map(({ compiled }) => compiled.project)),
    branches: followed,
    images: unique(here.flatMap(({ compiled }) => images[compiled.app] ?? [])),
    reviewedBranches: unique(reviewed),
  };
}

function throughPullRequest(pipeline: Pipeline, environment: string): boolean {
  const definition = pipeline.stages[environment];
  return definition !== undefined && "through" in definition && definition.through === "pull-request";
}

function ownerAndName(url: string, host: string): { readonly owner: string; readonly name: string } | undefined {
  const parsed = new URL(url);
  const [, owner = "", ...rest] = parsed.pathname.replace(/\.git$/, "").split("/");
  return parsed.host === host && rest.length > 0 ? { owner, name: rest.join("/") } : undefined;
}

function nothingOf(path: string, owner: string, what: string, found: readonly string[]): Problem {
  return {
    rule: "source-nothing",
    severity: "error",
    path,
    message: `None of the ${what} of this stack's pipelines belongs to it`,
    got: shown(owner),
    allowed: `the owner of one of these: ${listed(found, "there is none")}`,
    fix: "Name their owner, or remove the setting if somebody else looks after them",
  };
}

/** Branches that are followed are taken for the default branch: a repository has no other rules of ours. */
function refusedWrites({ name, onFollowedBranches }: GitHubRepositoryPlan, github: GitHubSettings): Problem[] {
  const { rulesets, without, kargoOnDefaultBranch } = github;
  if (!rulesets || without.includes("rulesets") || kargoOnDefaultBranch || onFollowedBranches.length === 0) return [];
  const stages = [...new Set(onFollowedBranches.map(({ stage }) => stage))];
  return [
    {
      rule: "github-rulesets",
      severity: "error",
      path: "slipway:github.rulesets",
      message: `Promotions to ${stages.join(", ")} are pushed to ${name}'s default branch, and its rules let pull requests in only`,
      allowed: 'branches of Stages, or through: "pull-request"',
      fix: "Promote so, or let Kargo past the review: pulumi config set --path slipway:github.kargoOnDefaultBranch true",
    },
  ];
}

function hubNameProblems(repository: string): Problem[] {
  const [, name = "", ...deeper] = repository.split("/");
  if (deeper.length === 0 && /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name) && name.length >= 2) return [];
  return [
    {
      rule: "docker-hub-name",
      severity: "error",
      path: "slipway:dockerHub",
      message: "Docker Hub has no repositories of such a name",
      got: shown(`docker.io/${repository}`),
      allowed:
        "docker.io/NAMESPACE/NAME, the name of 2 to 255 small letters and digits, with single . _ - between them",
      fix: "Give the image another name in the pipeline",
    },
  ];
}

function gitHubNameProblems(url: string, host: string): Problem[] {
  const name = ownerAndName(url, host)?.name ?? "";
  if (/^[A-Za-z0-9._-]{1,100}$/.test(name) && name !== "." && name !== "..") return [];
  return [
    {
      rule: "github-name",
      severity: "error",
      path: "slipway:github",
      message: "GitHub has no repositories of such a name",
      got: shown(url),
      allowed: `https://${host}/OWNER/NAME, the name of 1 to 100 letters, digits, . _ -`,
      fix: "Correct the URL in the pipeline",
    },
  ];
}
