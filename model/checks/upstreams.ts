import type { Problem } from "../problem.ts";
import { listed, perhaps, shown } from "../words.ts";
import type { Readable, ReadableStage } from "./readable.ts";
import { joined } from "./shape.ts";

/** Where Freight comes from. Kargo's admission accepts every one of these mistakes, and the Stage then never gets Freight. */
export function upstreamProblems(pipeline: Readable): Problem[] {
  const { root, warehouses, stages } = pipeline;
  const problems = [...stages].flatMap(([name, stage]) => fromProblems(pipeline, name, stage));
  if (stages.size > 0 && ![...stages.values()].some((stage) => stage.warehouse !== undefined)) {
    problems.push(noEntry(root, [...warehouses.keys()]));
  }
  for (const name of warehouses.keys()) {
    if ([...stages.values()].some((stage) => stage.warehouse === name)) continue;
    problems.push({
      rule: "unused-warehouse",
      severity: "warning",
      path: joined(`${root}.warehouses`, name),
      message: "No Stage takes Freight from this Warehouse",
      fix: `Feed a Stage with from: warehouse(${shown(name)}), or remove it`,
    });
  }
  return problems;
}

function fromProblems({ root, warehouses, stages }: Readable, name: string, stage: ReadableStage): Problem[] {
  const path = `${joined(`${root}.stages`, name)}.from`;
  if (stage.warehouse !== undefined) {
    return warehouses.has(stage.warehouse)
      ? []
      : [
          unknown("unknown-warehouse", path, "There is no Warehouse of this name", stage.warehouse, [
            ...warehouses.keys(),
          ]),
        ];
  }
  if (stage.upstream === undefined) return [];
  if (!stages.has(stage.upstream)) {
    const others = [...stages.keys()].filter((other) => other !== name);
    return [unknown("unknown-upstream", path, "There is no environment of this name", stage.upstream, others)];
  }
  const cycle = cycleFrom(name, stages);
  if (cycle !== undefined) return [cycleProblem(path, name, cycle)];
  return [];
}

function unknown(rule: string, path: string, message: string, got: string, names: readonly string[]): Problem {
  const fix = perhaps(got, names, names.length === 0 ? "Define it" : "Choose one of them");
  return { rule, severity: "error", path, message, got: shown(got), allowed: listed(names, "none is defined"), fix };
}

/** The way upstream from a Stage, when it ends in a circle instead of a Warehouse; the circle's last name is its first again. */
function cycleFrom(name: string, stages: Readable["stages"]): string[] | undefined {
  const way = [name];
  for (let next = stages.get(name)?.upstream; next !== undefined; next = stages.get(next)?.upstream) {
    const seen = way.indexOf(next);
    way.push(next);
    if (seen >= 0) return way.slice(seen);
  }
  return undefined;
}

function cycleProblem(path: string, name: string, cycle: readonly string[]): Problem {
  const got = cycle.map((step) => shown(step)).join(" takes from ");
  const common = { severity: "error", path, fix: 'Feed one of them from a Warehouse: from: warehouse("…")' } as const;
  if (cycle.length === 2 && cycle[0] === name) {
    const fix = 'Name the environment before it, or feed it from a Warehouse: from: warehouse("…")';
    return {
      ...common,
      rule: "self-upstream",
      message: "An environment can't be its own upstream",
      got: shown(name),
      fix,
    };
  }
  return cycle.includes(name)
    ? { ...common, rule: "cycle", message: "These environments feed each other in a circle", got }
    : {
        ...common,
        rule: "unreachable",
        message: "No Freight can reach this environment: its upstreams form a circle",
        got,
      };
}

function noEntry(root: string, warehouses: readonly string[]): Problem {
  return {
    rule: "no-entry",
    severity: "error",
    path: `${root}.stages`,
    message: "No environment takes Freight from a Warehouse, so none will ever get any",
    fix: `Feed the first one with from: warehouse(${shown(warehouses[0] ?? "main")})`,
  };
}
