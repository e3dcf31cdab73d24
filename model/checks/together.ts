import { mirrored } from "../compile/mirrors.ts";
import { normalized } from "../expr/repositories.ts";
import { applicationName, stageBranch } from "../names.ts";
import type { Problem } from "../problem.ts";
import type { Mirror } from "../settings.ts";
import { shown } from "../words.ts";
import { type Readable, readable, text } from "./readable.ts";
import { joined } from "./shape.ts";
import { readableResolver, warehousesOf } from "./stage-sources.ts";
import { type TemplateUse, usesOf } from "./template-uses.ts";

/** Something of which one cluster or repository has one of a name. */
interface Claim {
  /** What must not be shared: a namespace, or a branch of a repository. */
  readonly key: string;
  readonly app: string;
  readonly path: string;
  /** The name, for people. */
  readonly name: string;
  readonly what: "Project" | "Stage" | "branch";
}

/**
 * Names that two pipelines of one cluster would both make, each told with both paths: apps, and so Kargo Projects;
 * namespaces, Applications and AppProjects; branches in one repository. Takes any data, and never throws.
 */
export function togetherProblems(pipelines: readonly unknown[], mirrors: readonly Mirror[]): Problem[] {
  const parts = pipelines.map(readable).filter(({ app }) => app !== undefined);
  const first = new Map<string, Readable>();
  const doubled: Problem[] = [];
  for (const part of parts) {
    const app = part.app ?? "";
    if (first.has(app)) doubled.push(doubledApp(`${part.root}.app`, app));
    else first.set(app, part);
  }
  const claims = [...first.values()].flatMap((part) => [...namespaces(part), ...branches(part, mirrors)]);
  return [...doubled, ...collisions(claims)];
}

function doubledApp(path: string, app: string): Problem {
  return {
    rule: "doubled-app",
    severity: "error",
    path,
    message: "Two pipelines have one app's name, which is their Kargo Project's and its namespace's",
    got: shown(app),
    fix: "Rename one of them, or leave one out of slipway:pipelines",
  };
}

function namespaces({ root, app = "", stages }: Readable): Claim[] {
  const project: Claim = { key: `namespace ${app}`, app, path: `${root}.app`, name: app, what: "Project" };
  return [
    project,
    ...[...stages].flatMap(([environment, stage]) =>
      stage.controlFlow || stage.fields.argocd === false
        ? []
        : stage.names.map((name): Claim => {
            const made = applicationName(app, name);
            const path = joined(`${root}.stages`, environment);
            return { key: `namespace ${made}`, app, path, name: made, what: "Stage" };
          }),
    ),
  ];
}

/** Templates that write the branch `stage/<stage>` themselves. */
const rendering = new Set(["renderedKustomize", "renderedHelm", "configurationOnly"]);

function branches(part: Readable, mirrors: readonly Mirror[]): Claim[] {
  const reach = warehousesOf(part);
  return usesOf(part)
    .filter(({ template }) => rendersBranch(template))
    .flatMap(({ template, stages }) =>
      [...stages].flatMap(([environment, stage]) => {
        const { sources } = readableResolver(part, reach.get(environment) ?? [], mirrors);
        const written = text(template.repoURL);
        const url =
          written === undefined ? sources.find(({ kind }) => kind === "git")?.url : mirrored(written, mirrors);
        if (url === undefined) return [];
        const path = joined(`${part.root}.stages`, environment);
        return stage.names.map((name): Claim => {
          const branch = stageBranch(name);
          const key = `branch ${normalized.git(url)} ${branch}`;
          return { key, app: part.app ?? "", path, name: `${branch} of ${url}`, what: "branch" };
        });
      }),
    );
}

/** Steps of one's own write it unless the Application follows something else. */
function rendersBranch(template: TemplateUse["template"]): boolean {
  const kind = text(template.kind) ?? "";
  return rendering.has(kind) || (kind === "steps" && template.source === undefined);
}

function collisions(claims: readonly Claim[]): Problem[] {
  const owners = new Map<string, Claim>();
  return claims.flatMap((claim): Problem[] => {
    const owner = owners.get(claim.key);
    if (owner === undefined) {
      owners.set(claim.key, claim);
      return [];
    }
    return owner.app === claim.app ? [] : [collision(claim, owner)];
  });
}

function collision(claim: Claim, owner: Claim): Problem {
  const got = `${shown(claim.name)}, also of ${owner.path}`;
  const common = { severity: "error", path: claim.path, got } as const;
  if (claim.what === "branch") {
    return {
      ...common,
      rule: "shared-branch",
      message:
        "Two apps would render into one branch of one repository, and each promotion would take away the other's manifests",
      fix: `Name the environments so that their Stages differ, such as ${shown(`${claim.app}-…`)}, or render into another repository (repoURL)`,
    };
  }
  if (claim.what === owner.what) {
    return {
      ...common,
      rule: "doubled-derived-name",
      message: "Two apps would make a namespace, an Application and an AppProject of one name",
      fix: "Rename one of the apps, environments or targets",
    };
  }
  return {
    ...common,
    rule: "doubled-derived-name",
    message: "One app's Project would have the namespace that another app's Stage deploys to",
    fix: "Rename one of the apps, environments or targets",
  };
}
