import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { type Readable, record, text } from "./readable.ts";
import { joined, missingField, wrongType } from "./shape.ts";
import type { TemplateUse } from "./template-uses.ts";

const segment = /^[\w.@+-]+$/;
/** Paths in the repository, and whether two environments may share one. */
const paths: Readonly<Record<string, Readonly<Record<string, "shared" | "own">>>> = {
  renderedHelm: { chart: "shared", valuesFiles: "shared" },
  kustomizeImage: { folder: "own" },
  helmValues: { chart: "shared", valuesFile: "own" },
  helmChartDependency: { chart: "own" },
  yamlFields: { folder: "shared", file: "own" },
  configurationOnly: { folder: "own" },
};

/** Folders and files that a template reads and writes. */
export function templatePathProblems(use: TemplateUse): Problem[] {
  const { path, template, stages } = use;
  const kind = text(template.kind) ?? "";
  if (kind === "steps") return sourceProblems(use);
  return kind === "renderedKustomize"
    ? [...folderProblems(`${path}.base`, template.base), ...overlayProblems(path, template, stages)]
    : Object.entries(paths[kind] ?? {}).flatMap(([key, sharing]) => pathProblems(use, key, sharing));
}

/** What an Application follows in place of its Stage's branch. */
function sourceProblems({ path, template, stages }: TemplateUse): Problem[] {
  const { source } = template;
  const each = record(record(source)?.perStage);
  const folder = (given: unknown) => record(given)?.path;
  if (each !== undefined)
    return Object.entries(each).flatMap(([stage, given]) =>
      folderProblems(`${joined(`${path}.source`, stage)}.path`, folder(given)),
    );
  const at = `${path}.source.path`;
  const value = folder(source);
  const [first = ""] = stages.keys();
  return [
    ...folderProblems(at, value),
    ...(typeof value === "string" && stages.size > 1 ? [shared(at, value, first)] : []),
  ];
}

/** One path for all Stages, or one for each. */
function pathProblems({ path, template, stages }: TemplateUse, key: string, sharing: "shared" | "own"): Problem[] {
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

function overlayProblems(path: string, template: TemplateUse["template"], stages: Readable["stages"]): Problem[] {
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
        : folder.includes("${{")
          ? "Write a function from a Stage to its folder; a folder is the same for all Freight"
          : "Write the folder's path without . and .. and without spaces",
    },
  ];
}
