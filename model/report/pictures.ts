import type { Diagram, Live } from "../diagram/diagram.ts";
import { diagramOf } from "../diagram/from-objects.ts";
import { type Mark, mermaidDiagram } from "../diagram/mermaid.ts";
import { isRecord } from "../json.ts";
import { fields, items, string } from "../manifests/reading.ts";
import { redacted } from "../redacted.ts";
import type { DeclaredObject, StackPreview } from "./stack-preview.ts";

/** A pipeline with what changes in it. */
export interface Picture {
  /** The app, or Kargo's Project. */
  readonly title: string;
  readonly mermaid: string;
  readonly edges: number;
  /** What is marked, `Stage prod-eu`, by how. */
  readonly marks: Readonly<Record<Mark, readonly string[]>>;
  /** True when Stages of stacks that weren't previewed are missing, or shown by their name only. */
  readonly partial: boolean;
}

/** A pipeline as its definition has it. */
export interface DefinedPipeline {
  readonly app: string;
  /** ProjectConfig, Warehouses and Stages. */
  readonly objects: readonly Readonly<Record<string, unknown>>[];
}

/**
 * One picture a pipeline: of the definitions given, else of what the previews declare. Stages that go are drawn too.
 */
export function pictures(previews: readonly StackPreview[], defined: readonly DefinedPipeline[]): Picture[] {
  const declared = withoutSecrets(previews.flatMap(({ objects }) => objects)).filter(({ object }) =>
    drawn.includes(kindOf(object)),
  );
  const projects = [...Map.groupBy(declared, ({ object }) => projectOf(object))];
  if (defined.length === 0)
    return projects
      .filter(([, objects]) => objects.some(({ object }) => ["Warehouse", "Stage"].includes(kindOf(object))))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([project, objects]) =>
        picture(
          project,
          objects.map(({ object }) => object),
          objects,
          true,
        ),
      );
  return withoutSecrets(defined).map(({ app, objects }) => {
    const changes = projects.find(([project]) => project === app)?.[1] ?? [];
    const gone = changes.filter(
      ({ change, object }) => change === "delete" && !objects.some((each) => idOf(each) === idOf(object)),
    );
    return picture(app, [...objects, ...gone.map(({ object }) => object)], changes, false);
  });
}

const drawn = ["Warehouse", "Stage", "ProjectConfig", "AnalysisTemplate"];

function picture(
  title: string,
  objects: readonly Readonly<Record<string, unknown>>[],
  changes: readonly DeclaredObject[],
  partial: boolean,
): Picture {
  const whole = diagramOf(title, objects);
  const knowsPolicies = objects.some((object) => kindOf(object) === "ProjectConfig");
  const diagram = partial ? withoutMissing(whole, knowsPolicies) : whole;
  const marks = marksOf(changes, objects);
  const named = (mark: Mark) =>
    [...marks]
      .filter(([, each]) => each === mark)
      .map(([id]) => id.replace("/", " "))
      .sort();
  const words = (kind: string, names: readonly string[]) =>
    new Map(
      names.flatMap((name) => {
        const mark = marks.get(`${kind}/${name}`);
        return mark === undefined ? [] : [[name, { tone: "none", lines: [mark] } as const] as const];
      }),
    );
  const live: Live = {
    warehouses: words(
      "Warehouse",
      diagram.warehouses.map(({ name }) => name),
    ),
    stages: words(
      "Stage",
      diagram.stages.map(({ name }) => name),
    ),
  };
  return {
    title,
    mermaid: mermaidDiagram(diagram, live, marks).replace(invisible, "·"),
    edges: diagram.stages.flatMap(({ requests }) => requests.flatMap(({ upstreams }) => [...upstreams, ""])).length,
    marks: { new: named("new"), changed: named("changed"), removed: named("removed") },
    partial,
  };
}

const markOf = { create: "new", update: "changed", delete: "removed" } as const;

/** How each box changes. A template of a verification is no box of its own: what changes in it changes its Stages. */
function marksOf(
  changes: readonly DeclaredObject[],
  objects: readonly Readonly<Record<string, unknown>>[],
): ReadonlyMap<string, Mark> {
  const changed = changes.flatMap(({ change, object }) => (change === "same" ? [] : [{ change, object }]));
  const templates = changed.map(({ object }) => idOf(object)).filter((id) => id.startsWith("AnalysisTemplate/"));
  const verified = objects.filter((object) => {
    const verification = fields(fields(object["spec"])["verification"]);
    return items(verification["analysisTemplates"], []).some(({ value }) =>
      templates.includes(`AnalysisTemplate/${string(value["name"])}`),
    );
  });
  return new Map(
    [
      ...verified.map((object) => [idOf(object), "changed"] as const),
      ...changed.map(({ change, object }) => [idOf(object), markOf[change]] as const),
    ].filter(([id]) => /^(Warehouse|Stage)\//.test(id)),
  );
}

/** Nobody sees them, or they turn a text around; line breaks are the picture's own. */
const invisible = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]|\p{Cs}/gu;

/** A URL may hold a login, which a picture would show. */
function withoutSecrets<T>(value: T): T {
  if (typeof value === "string") return redacted(value) as T;
  if (Array.isArray(value)) return value.map(withoutSecrets) as T;
  return isRecord(value)
    ? (Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutSecrets(each)])) as T)
    : value;
}

/** What other stacks hold isn't missing. */
function withoutMissing({ title, warehouses, stages }: Diagram, knowsPolicies: boolean): Diagram {
  return {
    title,
    warehouses: warehouses.map((each) =>
      each.subscriptions.length === 0 && each.notes[0] === "not found" ? { ...each, notes: [] } : each,
    ),
    stages: stages.map((each) => ({
      ...each,
      kind: each.kind === "missing" ? "promoted" : each.kind,
      // who promotes by itself stands in the ProjectConfig
      gates: knowsPolicies ? each.gates : each.gates.filter(({ kind }) => kind !== "auto" && kind !== "manual"),
    })),
  };
}

function kindOf(object: Readonly<Record<string, unknown>>): string {
  return string(object["kind"]) ?? "";
}

function projectOf(object: Readonly<Record<string, unknown>>): string {
  return string(fields(object["metadata"])["namespace"]) ?? "";
}

function idOf(object: Readonly<Record<string, unknown>>): string {
  return `${kindOf(object)}/${string(fields(object["metadata"])["name"]) ?? ""}`;
}
