import { sourceNamed } from "../compile/resolver.ts";
import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import type { Mirror } from "../settings.ts";
import { listed, perhaps, shown } from "../words.ts";
import { type Readable, record, text } from "./readable.ts";
import { joined, missingField, wrongType } from "./shape.ts";
import { readableResolver, warehousesOf } from "./stage-sources.ts";

const segment = /^[\w.@+-]+$/;
const placeholder = /^[a-z0-9]+([._/-][a-z0-9]+)*$/;
/** Paths in the repository, and whether two environments may share one. */
const paths: Readonly<Record<string, Readonly<Record<string, "shared" | "own">>>> = {
  renderedHelm: { chart: "shared", valuesFiles: "shared" },
  kustomizeImage: { folder: "own" },
  helmValues: { chart: "shared", valuesFile: "own" },
  helmChartDependency: { chart: "own" },
  yamlFields: { folder: "shared", file: "own" },
  configurationOnly: { folder: "own" },
};
const onBranch = new Set(["kustomizeImage", "helmValues", "helmChartDependency", "yamlFields"]);

interface Use {
  readonly path: string;
  readonly template: Readonly<Record<string, unknown>>;
  /** The environments that are promoted by it. */
  readonly stages: Readable["stages"];
}

/** What promotion templates read and write: folders, images, repositories. */
export function templateProblems(pipeline: Readable, mirrors: readonly Mirror[]): Problem[] {
  const warehouses = new Map(
    [...warehousesOf(pipeline)].map(([name, all]) => [name, all.filter((each) => pipeline.warehouses.has(each))]),
  );
  return [
    ...missing(pipeline),
    ...usesOf(pipeline).flatMap((use) => {
      const { path, template } = use;
      const kind = text(template.kind) ?? "";
      return [
        ...(kind === "renderedKustomize"
          ? [...folderProblems(`${path}.base`, template.base), ...overlayProblems(path, template, use.stages)]
          : Object.entries(paths[kind] ?? {}).flatMap(([key, sharing]) => pathProblems(use, key, sharing))),
        ...imageProblems(use, pipeline, warehouses),
        ...chartProblems(use, pipeline, warehouses),
        ...repositoryOf(use, pipeline, warehouses, mirrors),
      ];
    }),
  ];
}

/** Every template with the Stages that are promoted by it. */
export function usesOf({ root, template, stages }: Readable): Use[] {
  const promoted = [...stages].filter(([, stage]) => !stage.controlFlow);
  const common = new Map(promoted.filter(([, stage]) => stage.fields.promotionTemplate === undefined));
  const own = promoted.flatMap(([name, stage]) =>
    stage.template === undefined
      ? []
      : [
          {
            path: `${joined(`${root}.stages`, name)}.promotionTemplate`,
            template: stage.template,
            stages: new Map([[name, stage]]),
          },
        ],
  );
  return [...(template === undefined ? [] : [{ path: `${root}.promotionTemplate`, template, stages: common }]), ...own];
}

function missing({ root, noTemplate, stages }: Readable): Problem[] {
  const every =
    stages.size > 0 &&
    [...stages.values()].every((each) => each.controlFlow || each.fields.promotionTemplate !== undefined);
  return noTemplate && !every ? [missingField(`${root}.promotionTemplate`)] : [];
}

/** One path for all Stages, or one for each. */
function pathProblems({ path, template, stages }: Use, key: string, sharing: "shared" | "own"): Problem[] {
  const value = template[key];
  const each = record(record(value)?.perStage);
  const lists = (given: unknown): readonly unknown[] => (Array.isArray(given) ? given : [given]);
  if (each === undefined) {
    const common = lists(value).flatMap((folder) => folderProblems(`${path}.${key}`, folder));
    const several = sharing === "own" && [...stages.values()].length > 1 && typeof value === "string";
    return several ? [...common, shared(`${path}.${key}`, value, [...stages.keys()][0] ?? "")] : common;
  }
  const owners = new Map<unknown, string>();
  return [...stages].flatMap(([environment, { names }]) =>
    names.flatMap((name): Problem[] => {
      const given = Object.hasOwn(each, name) ? each[name] : undefined;
      const at = joined(`${path}.${key}`, name);
      if (given === undefined) return [wrongType(at, given, "the Stage's value")];
      const owner = owners.get(given) ?? environment;
      owners.set(given, owner);
      const doubled = sharing === "own" && typeof given === "string" && owner !== environment;
      return [
        ...lists(given).flatMap((folder) => folderProblems(at, folder)),
        ...(doubled ? [shared(at, given, owner)] : []),
      ];
    }),
  );
}

function overlayProblems(path: string, template: Use["template"], stages: Readable["stages"]): Problem[] {
  const { overlay, overlays } = template;
  if (overlay !== undefined) return [wrongType(`${path}.overlay`, overlay, "a function from a Stage to its folder")];
  if (overlays === undefined) return [missingField(`${path}.overlay`)];
  if (!isRecord(overlays)) return [wrongType(`${path}.overlays`, overlays, "an object from Stage to folder")];
  const owners = new Map<string, string>();
  const told = new Set<string>();
  return [...stages].flatMap(([environment, { names }]) =>
    names.flatMap((name): Problem[] => {
      if (told.has(name)) return [];
      told.add(name);
      const at = joined(`${path}.overlays`, name);
      const folder = Object.hasOwn(overlays, name) ? overlays[name] : undefined;
      if (typeof folder !== "string") return [wrongType(at, folder, "the Stage's folder as text")];
      const owner = owners.get(folder) ?? environment;
      owners.set(folder, owner);
      return [...folderProblems(at, folder), ...(owner === environment ? [] : [shared(at, folder, owner)])];
    }),
  );
}

function shared(path: string, folder: string, owner: string): Problem {
  return {
    rule: "shared-overlay",
    severity: "error",
    path,
    message: "Two environments are rendered from one folder, so a change meant for one reaches both",
    got: `${shown(folder)}, also of ${shown(owner)}`,
    fix: "Give each environment its own folder; targets of one environment may share theirs",
  };
}

/** A folder inside the repository, from its root. Expressions are refused too: a folder is the same for all Freight. */
function folderProblems(path: string, folder: unknown): Problem[] {
  if (typeof folder !== "string") return [];
  const parts = folder.split("/");
  if (parts.every((part) => segment.test(part) && part !== "." && part !== "..")) return [];
  return [
    {
      rule: "folder",
      severity: "error",
      path,
      message: "This isn't a folder inside the repository",
      got: shown(folder),
      allowed: 'a path from the repository\'s root with / between names, such as "k8s/base"',
      fix: folder.startsWith("/")
        ? "Leave out the / in front"
        : "Write the folder's path without . and .. and without spaces",
    },
  ];
}

/** The Warehouses that the Stages of a template have Freight of, each combination once. */
function scopes({ stages }: Use, warehouses: ReadonlyMap<string, readonly string[]>): (readonly string[])[] {
  const found = new Map(
    [...stages.keys()].map((name) => [(warehouses.get(name) ?? []).join(), warehouses.get(name) ?? []]),
  );
  return [...found.values()].filter((names) => names.length > 0);
}

type Reach = ReadonlyMap<string, readonly string[]>;

function imageProblems(use: Use, pipeline: Readable, warehouses: Reach): Problem[] {
  if (!isRecord(use.template.images)) return [];
  return Object.entries(use.template.images).flatMap(([name, subscription]): Problem[] => {
    const at = joined(`${use.path}.images`, name);
    return [
      ...(placeholder.test(name) ? [] : [badPlaceholder(at, name)]),
      ...unknownSource(at, "image", text(subscription), use, pipeline, warehouses),
    ];
  });
}

function chartProblems(use: Use, pipeline: Readable, warehouses: Reach): Problem[] {
  if (!Array.isArray(use.template.charts)) return [];
  return use.template.charts.flatMap((name, index) =>
    unknownSource(`${use.path}.charts[${index}]`, "chart", text(name), use, pipeline, warehouses),
  );
}

function unknownSource(
  path: string,
  kind: "image" | "chart",
  name: string | undefined,
  use: Use,
  pipeline: Readable,
  warehouses: Reach,
): Problem[] {
  if (name === undefined) return [];
  const resolvers = scopes(use, warehouses).map((names) => readableResolver(pipeline, names, []));
  const lacking = resolvers.find((resolver) => sourceNamed(resolver, name, kind) === undefined);
  if (lacking === undefined) return [];
  const known = lacking.sources.filter((source) => source.kind === kind).map((source) => source.name);
  return [
    {
      rule: "unknown-subscription",
      severity: "error",
      path,
      message: `The Warehouse has no ${kind} subscription of this name`,
      got: shown(name),
      allowed: listed(known, "none is defined"),
      fix: perhaps(name, known, known.length === 0 ? "Define it" : "Choose one of them"),
    },
  ];
}

/** The Git repository a template works in: there must be one, and writing to it must not make new Freight. */
function repositoryOf(use: Use, pipeline: Readable, warehouses: Reach, mirrors: readonly Mirror[]): Problem[] {
  const { path, template } = use;
  const kind = text(template.kind) ?? "";
  if (kind === "steps" || (paths[kind] === undefined && kind !== "renderedKustomize")) return [];
  const told = new Set<string>();
  return scopes(use, warehouses).flatMap((names): Problem[] => {
    const { sources } = readableResolver(pipeline, names, mirrors);
    const gits = sources.filter((source) => source.kind === "git");
    const written = text(template.repoURL);
    const once = (problem: Problem) => {
      if (told.has(problem.path)) return [];
      told.add(problem.path);
      return [problem];
    };
    if (written === undefined && gits.length === 0)
      return once(needsGit(joined(`${pipeline.root}.warehouses`, names[0] ?? "")));
    if (written === undefined && new Set(gits.map((source) => source.url)).size > 1) {
      return once({
        rule: "which-repository",
        severity: "error",
        path: `${path}.repoURL`,
        message: "The Stage's Freight has commits of several repositories, and the template works in one",
        allowed: gits.map((source) => shown(source.url)).join(", "),
        fix: "Write which: repoURL",
      });
    }
    const url = written ?? gits[0]?.url;
    const branch = text(template.branch) ?? "main";
    const loop = gits.find(
      ({ url: other, subscription }) =>
        onBranch.has(kind) &&
        other === url &&
        "branch" in subscription &&
        subscription.branch === branch &&
        subscription.includePaths === undefined &&
        subscription.excludePaths === undefined,
    );
    return loop === undefined
      ? []
      : once({
          rule: "feedback-loop",
          severity: "error",
          path: `${path}.branch`,
          message: "Promotions commit to the branch that the Warehouse follows, so each would make new Freight",
          got: shown(branch),
          fix: "Give the subscription includePaths or excludePaths, or write to another branch",
        });
  });
}

function needsGit(path: string): Problem {
  return {
    rule: "missing-subscription",
    severity: "error",
    path: `${path}.git`,
    message: "The promotion takes manifests from this subscription, and it is missing",
    fix: 'Add git: git("https://…")',
  };
}

function badPlaceholder(path: string, name: string): Problem {
  return {
    rule: "placeholder-image",
    severity: "error",
    path,
    message: "This can't be an image's name in manifests",
    got: shown(name),
    allowed: "a name in small letters without tag or digest",
    fix: "Name the image as the manifests do, without its tag",
  };
}
