import type { Problem } from "../problem.ts";
import { listed, perhaps, shown } from "../words.ts";
import { circles } from "./circles.ts";
import type { Readable, ReadableRequest, ReadableStage } from "./readable.ts";
import { joined } from "./shape.ts";

/** Where Freight comes from. Kargo's admission accepts nearly all of these mistakes, and the Stage then never gets Freight. */
export function upstreamProblems(pipeline: Readable): Problem[] {
  const { root, warehouses, stages } = pipeline;
  const found = circles(new Map([...stages].map(([name, stage]) => [name, stage.upstreams])));
  const problems = [...stages].flatMap(([name, stage]) => fromProblems(pipeline, name, stage, found.get(name)));
  const direct = [...stages.values()].flatMap(({ requests }) => requests.filter((request) => request.direct));
  if (stages.size > 0 && direct.length === 0) problems.push(noEntry(root, [...warehouses.keys()]));
  const used = new Set(direct.map((request) => request.warehouse));
  for (const name of warehouses.keys()) {
    if (used.has(name)) continue;
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

function fromProblems(
  { root, warehouses, stages }: Readable,
  name: string,
  stage: ReadableStage,
  circle: readonly string[] | undefined,
): Problem[] {
  const at = joined(`${root}.stages`, name);
  // not before they are needed: of ten thousand Stages each would list all the others
  const others = () => [...stages.keys()].filter((other) => other !== name);
  const problems = stage.requests.flatMap((request): Problem[] => {
    const path = request.path.reduce(joined, at);
    const { warehouse } = request;
    return [
      ...(warehouse !== undefined && !warehouses.has(warehouse)
        ? [unknown("unknown-warehouse", path, "There is no Warehouse of this name", warehouse, [...warehouses.keys()])]
        : []),
      ...request.upstreams
        .filter((upstream) => !stages.has(upstream))
        .map((upstream) =>
          unknown("unknown-upstream", path, "There is no environment of this name", upstream, others()),
        ),
      ...doubledUpstreams(path, request),
      ...sourceProblems(path, request),
    ];
  });
  return circle === undefined ? problems : [...problems, cycleProblem(`${at}.from`, name, circle)];
}

function sourceProblems(path: string, { direct, upstreams, warehouse, path: below }: ReadableRequest): Problem[] {
  if (below.length < 2) return [];
  const common = { severity: "error", path } as const;
  if (direct && upstreams.length > 0) {
    return [
      {
        ...common,
        rule: "direct-with-upstreams",
        message:
          "Kargo lets all Freight of the Warehouse in when direct is true, so the upstream Stages would gate nothing",
        got: `direct and stages: ${listed(upstreams)}`,
        fix: "Remove one of them",
        source: "Kargo: Stage.IsFreightAvailable",
      },
    ];
  }
  if (direct || upstreams.length > 0) return [];
  return [
    {
      ...common,
      rule: "no-source",
      message: "Kargo accepts a request without a source, and the Stage then never gets Freight",
      got: shown(warehouse),
      allowed: "{ direct: true } or { stages }",
      fix: 'Write { direct: true }, or { stages: "…" }',
    },
  ];
}

function doubledUpstreams(path: string, { upstreams }: ReadableRequest): Problem[] {
  const doubled = upstreams.find((name, index) => upstreams.indexOf(name) < index);
  if (doubled === undefined) return [];
  return [
    {
      rule: "doubled-upstream",
      severity: "error",
      path,
      message: "One environment stands here twice",
      got: shown(doubled),
      fix: "Remove one of them",
    },
  ];
}

function unknown(rule: string, path: string, message: string, got: string, names: readonly string[]): Problem {
  const fix = perhaps(got, names, names.length === 0 ? "Define it" : "Choose one of them");
  return { rule, severity: "error", path, message, got: shown(got), allowed: listed(names, "none is defined"), fix };
}

function cycleProblem(path: string, name: string, circle: readonly string[]): Problem {
  const got = circle.map((step) => shown(step)).join(" takes from ");
  const common = { severity: "error", path, fix: 'Feed one of them from a Warehouse: from: warehouse("…")' } as const;
  if (circle.length === 2 && circle[0] === name) {
    const fix = 'Name the environment before it, or feed it from a Warehouse: from: warehouse("…")';
    return {
      ...common,
      rule: "self-upstream",
      message: "An environment can't be its own upstream",
      got: shown(name),
      fix,
    };
  }
  return circle.includes(name)
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
