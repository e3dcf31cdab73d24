import { durationSeconds } from "../duration.ts";
import type { Problem } from "../problem.ts";
import { listed, shown } from "../words.ts";
import { type Readable, type ReadableRequest, text } from "./readable.ts";
import { joined } from "./shape.ts";

/** Seconds that Kargo keeps Freight at least, by default. */
const retention = 336 * 3600;

/** Soak times and intervals: their spelling, and soak times that could have no effect or never end. */
export function durationProblems({ root, warehouses, stages }: Readable): Problem[] {
  return [
    ...[...warehouses].flatMap(([name, { interval }]) =>
      spelling(`${joined(`${root}.warehouses`, name)}.interval`, interval),
    ),
    ...[...stages].flatMap(([name, stage]) => {
      const at = joined(`${root}.stages`, name);
      return [
        ...spelling(`${at}.pullRequestTimeout`, text(stage.fields.pullRequestTimeout)),
        ...stage.requests.flatMap((request) => {
          const path = `${request.path.length === 1 ? at : request.path.reduce(joined, at)}.requiredSoakTime`;
          return [...spelling(path, request.requiredSoakTime), ...effect(path, request, stages)];
        }),
      ];
    }),
  ];
}

function spelling(path: string, value: string | undefined): Problem[] {
  if (value === undefined || durationSeconds(value) !== undefined) return [];
  return [
    {
      rule: "duration",
      severity: "error",
      path,
      message: "This isn't a duration Kargo takes",
      got: shown(value),
      allowed: "whole seconds in all, written with s, m and h: 30s, 90m, 1h30m",
      fix: better(value),
      source: "Kargo: pattern of requiredSoakTime in the Stage CRD",
    },
  ];
}

function better(value: string): string {
  const [, count, unit] = /^([0-9]{1,4})\s*([dw])$/.exec(value.trim()) ?? [];
  if (count !== undefined) return `Write "${Number(count) * (unit === "w" ? 168 : 24)}h"`;
  if (/^[0-9]{1,6}$/.test(value.trim())) return `Add a unit, for example "${value.trim()}m"`;
  const packed = value.replaceAll(/\s/g, "");
  return durationSeconds(packed) === undefined ? 'Write for example "1h"' : `Write "${packed}"`;
}

function effect(
  path: string,
  { requiredSoakTime, direct, upstreams }: ReadableRequest,
  stages: Readable["stages"],
): Problem[] {
  if (requiredSoakTime === undefined) return [];
  if (direct) {
    return [
      {
        rule: "soak-without-upstream",
        severity: "error",
        path,
        message: "Freight straight from a Warehouse has soaked nowhere, so Kargo ignores this",
        got: shown(requiredSoakTime),
        fix: "Remove it, or take Freight from an upstream Stage",
      },
    ];
  }
  const seconds = durationSeconds(requiredSoakTime);
  if (seconds !== undefined && seconds > retention) {
    return [
      {
        rule: "soak-longer-than-retention",
        severity: "warning",
        path,
        message:
          "Kargo's garbage collector removes Freight after two weeks, once no Stage has it and twenty newer ones are there, perhaps before this wait ends",
        got: shown(requiredSoakTime),
        allowed: "at most 336h, unless your installation keeps Freight longer",
        fix: "Shorten it, or raise garbageCollector.minFreightDeletionAge in Kargo's chart values",
        source: "Kargo: pkg/garbage/freight.go",
      },
    ];
  }
  const passing = upstreams.filter((name) => stages.get(name)?.controlFlow);
  if (passing.length === 0) return [];
  return [
    {
      rule: "soak-after-control-flow",
      severity: "error",
      path,
      message: "Freight only passes a control-flow Stage and never soaks in one, so this wait never ends",
      got: `${shown(requiredSoakTime)} after ${listed(passing)}`,
      fix: "Name the Stages before it; a join is put in front where Kargo needs one",
      source: "Kargo: Freight.HasSoakedIn",
    },
  ];
}
