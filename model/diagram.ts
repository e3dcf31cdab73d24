import { type FreightCreationCriteria, subscriptionsOf } from "./definition/warehouse.ts";
import type { Pipeline } from "./definition.ts";
import { canonicalDuration } from "./duration.ts";
import { type GraphEnvironment, type GraphStage, graphOf } from "./graph.ts";

const width = 80;

/**
 * A pipeline drawn for a terminal, at most 80 columns wide: each Warehouse with what it watches, below it the Stages it
 * feeds, each with its gates. The pipeline must have passed `check`.
 */
export function drawPipeline(pipeline: Pipeline): string {
  const { environments } = graphOf(pipeline);
  const lines = Object.keys(pipeline.warehouses).flatMap((name) => [
    ...warehouseLines(pipeline, name),
    ...branchLines(
      environments.filter(
        ({ stages }) => stages[0]?.requests[0]?.upstreams.length === 0 && stages[0].requests[0].warehouse === name,
      ),
      environments,
      "",
      [],
    ),
  ]);
  return `${[pipeline.app, ...lines].map(cut).join("\n")}\n`;
}

function warehouseLines(pipeline: Pipeline, name: string): string[] {
  const definition = pipeline.warehouses[name] ?? {};
  const { freightCreationCriteria, freightCreationPolicy } = definition;
  return [
    `Warehouse ${name}`,
    ...subscriptionsOf(definition).map(([, { kind, repoURL, ...options }]) => {
      const which = "branch" in options ? options.branch : "name" in options ? options.name : undefined;
      return `│ ${kind.padEnd(6)} ${repoURL}${which === undefined ? "" : ` (${which})`}`;
    }),
    ...(freightCreationCriteria === undefined
      ? []
      : [`│ Freight only when ${criterionWords(freightCreationCriteria)}`]),
    ...(freightCreationPolicy === "Manual" ? ["│ Freight is assembled by hand"] : []),
  ];
}

function criterionWords(criteria: FreightCreationCriteria): string {
  if (criteria.kind === "sameCommit") return "the image's tag is the commit";
  return criteria.kind === "sameTag" ? `${criteria.images.join(", ")} have one tag` : "its criterion holds";
}

/** The environments of one source, then what each feeds, one step further in. */
function branchLines(
  here: readonly GraphEnvironment[],
  all: readonly GraphEnvironment[],
  indent: string,
  parent: readonly string[],
): string[] {
  return here.flatMap((environment, index) => {
    const last = index === here.length - 1;
    const inner = `${indent}${last ? "    " : "│   "}`;
    const names = environment.stages.map((stage) => stage.name);
    const next = all.filter(({ stages }) => names.includes(stages[0]?.requests[0]?.upstreams[0] ?? ""));
    return [
      `${indent}│`,
      ...environment.stages.map((stage, row) => {
        const head = row === 0 ? `${last ? "└" : "├"}─▶ ` : `${last ? " " : "│"}   `;
        return `${indent}${head}Stage ${stage.name}  ${gates(stage)}${also(stage, [...parent, ...names])}`;
      }),
      ...branchLines(next, all, inner, names),
    ];
  });
}

function gates(stage: GraphStage): string {
  const soak = stage.requests.find((request) => request.requiredSoakTime !== undefined)?.requiredSoakTime;
  const kind = stage.type === "controlFlow" ? "control flow" : stage.type === "join" ? "join" : undefined;
  return [
    kind ?? (stage.autoPromotion ? "auto" : "manual"),
    ...(soak === undefined ? [] : [`soak ${canonicalDuration(soak)}`]),
    ...(stage.protected ? ["protected"] : []),
  ]
    .map((gate) => `[${gate}]`)
    .join(" ");
}

/** What else a Stage takes from, apart from what it is drawn under. */
function also(stage: GraphStage, parent: readonly string[]): string {
  const sources = stage.requests.flatMap(({ warehouse, upstreams }, index) =>
    upstreams.length === 0 ? (index === 0 ? [] : [`Warehouse ${warehouse}`]) : upstreams,
  );
  const rest = [...new Set(sources)].filter((name) => !parent.includes(name));
  return rest.length === 0 ? "" : ` also from ${rest.join(", ")}`;
}

function cut(line: string): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
