import { type Diagram, type Live, nothingLive, type StageNode, sourcesOf } from "./diagram.ts";

/** Columns; a live drawing has more to say. */
const width = { drawn: 80, live: 120 } as const;

interface Environment {
  readonly name: string;
  readonly stages: readonly StageNode[];
}

/**
 * A diagram for a terminal, at most 80 columns wide, 120 with live facts: each Warehouse with what it watches, below it the Stages it feeds,
 * each with its gates.
 */
export function textDiagram({ title, warehouses, stages }: Diagram, live: Live = nothingLive): string {
  const environments = [...Map.groupBy(stages, ({ environment }) => environment)].map(([name, of]) => ({
    name,
    stages: of,
  }));
  const drawn = new Set<string>();
  const lines = warehouses.flatMap((warehouse) => [
    `Warehouse ${warehouse.name}${liveWords(live.warehouses.get(warehouse.name)?.lines)}`,
    ...warehouse.subscriptions.map(
      ({ kind, repoURL, which }) => `│ ${kind.padEnd(6)} ${repoURL}${which === undefined ? "" : ` (${which})`}`,
    ),
    ...warehouse.notes.map((note) => `│ ${note}`),
    ...branchLines(
      environments.filter(
        ({ stages: [first] }) => first !== undefined && sourcesOf(first)[0] === `Warehouse/${warehouse.name}`,
      ),
      { all: environments, live, drawn },
      "",
      [],
    ),
  ]);
  // what no Warehouse leads to: missing Stages, and circles
  const rest = environments.filter(({ name }) => !drawn.has(name));
  return `${[title, ...lines, ...branchLines(rest.filter(isStart(rest)), { all: environments, live, drawn }, "", [])].map((line) => cut(line, live === nothingLive ? width.drawn : width.live)).join("\n")}\n`;
}

function isStart(rest: readonly Environment[]): (each: Environment, index: number) => boolean {
  return ({ stages: [first] }, index) =>
    index === 0 || !rest.some(({ stages }) => stages.some(({ name }) => first?.requests[0]?.upstreams[0] === name));
}

interface Drawing {
  readonly all: readonly Environment[];
  readonly live: Live;
  readonly drawn: Set<string>;
}

/** The environments of one source, then what each feeds, one step further in. */
function branchLines(
  here: readonly Environment[],
  drawing: Drawing,
  indent: string,
  parent: readonly string[],
): string[] {
  return here.flatMap((environment, index) => {
    if (drawing.drawn.has(environment.name)) return [];
    drawing.drawn.add(environment.name);
    const last = index === here.length - 1;
    const inner = `${indent}${last ? "    " : "│   "}`;
    const names = environment.stages.map((stage) => stage.name);
    const next = drawing.all.filter(({ stages }) => names.includes(stages[0]?.requests[0]?.upstreams[0] ?? ""));
    return [
      `${indent}│`,
      ...environment.stages.map((stage, row) => {
        const head = row === 0 ? `${last ? "└" : "├"}─▶ ` : `${last ? " " : "│"}   `;
        const gates = stage.gates.map(({ text }) => `[${text}]`).join(" ");
        const words = stage.kind === "missing" ? "(not found)" : gates;
        const now = liveWords(drawing.live.stages.get(stage.name)?.lines);
        return `${indent}${head}Stage ${stage.name}  ${words}${also(stage, [...parent, ...names])}${now}`;
      }),
      ...branchLines(next, drawing, inner, names),
    ];
  });
}

/** What else a Stage takes from, apart from what it is drawn under. */
function also(stage: StageNode, parent: readonly string[]): string {
  const sources = sourcesOf(stage).map((source) =>
    source.replace(/^Stage\//, "").replace(/^Warehouse\//, "Warehouse "),
  );
  const [first] = sources;
  const rest = sources.filter((name) => !parent.includes(name) && !(name === first && name.startsWith("Warehouse ")));
  return rest.length === 0 ? "" : ` also from ${rest.join(", ")}`;
}

function liveWords(lines: readonly string[] | undefined): string {
  return lines === undefined || lines.length === 0 ? "" : `  ${lines.join(", ")}`;
}

function cut(line: string, most: number): string {
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join("")}…`;
}
