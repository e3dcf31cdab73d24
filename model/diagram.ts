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
      environments.filter(({ stages }) => stages[0]?.upstreams.length === 0 && stages[0]?.warehouse === name),
      environments,
      "",
    ),
  ]);
  return `${[pipeline.app, ...lines].map(cut).join("\n")}\n`;
}

function warehouseLines(pipeline: Pipeline, name: string): string[] {
  const definition = pipeline.warehouses[name];
  const { git, image, freightCreationCriteria } = definition ?? {};
  return [
    `Warehouse ${name}`,
    ...(image === undefined ? [] : [`│ image  ${image.repoURL}`]),
    ...(git === undefined ? [] : [`│ git    ${git.repoURL}${git.branch === undefined ? "" : ` (${git.branch})`}`]),
    ...(freightCreationCriteria === undefined ? [] : ["│ Freight only when the image's tag is the commit"]),
  ];
}

/** The environments of one source, then what each feeds, one step further in. */
function branchLines(here: readonly GraphEnvironment[], all: readonly GraphEnvironment[], indent: string): string[] {
  return here.flatMap((environment, index) => {
    const last = index === here.length - 1;
    const inner = `${indent}${last ? "    " : "│   "}`;
    const names = environment.stages.map((stage) => stage.name);
    const next = all.filter(({ stages }) => stages[0]?.upstreams.some((upstream) => names.includes(upstream)));
    return [
      `${indent}│`,
      ...environment.stages.map((stage, row) => {
        const head = row === 0 ? `${last ? "└" : "├"}─▶ ` : `${last ? " " : "│"}   `;
        return `${indent}${head}Stage ${stage.name}  ${gates(stage)}`;
      }),
      ...branchLines(next, all, inner),
    ];
  });
}

function gates(stage: GraphStage): string {
  return [
    stage.autoPromotion ? "auto" : "manual",
    ...(stage.requiredSoakTime === undefined ? [] : [`soak ${canonicalDuration(stage.requiredSoakTime)}`]),
    ...(stage.protected ? ["protected"] : []),
  ]
    .map((gate) => `[${gate}]`)
    .join(" ");
}

function cut(line: string): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
