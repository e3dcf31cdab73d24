import { durationSeconds } from "../duration.ts";
import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import type { Readable, ReadableStage } from "./readable.ts";
import { joined } from "./shape.ts";

/** Soak times and intervals: their spelling, and soak times that could have no effect or never end. */
export function durationProblems({ root, warehouses, stages }: Readable): Problem[] {
  return [
    ...[...warehouses].flatMap(([name, { interval }]) =>
      spelling(`${joined(`${root}.warehouses`, name)}.interval`, interval),
    ),
    ...[...stages].flatMap(([name, stage]) => {
      const path = `${joined(`${root}.stages`, name)}.requiredSoakTime`;
      return [...spelling(path, stage.requiredSoakTime), ...effect(path, stage, stages)];
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

function effect(path: string, stage: ReadableStage, stages: Readable["stages"]): Problem[] {
  if (stage.requiredSoakTime === undefined) return [];
  if (stage.warehouse !== undefined) {
    return [
      {
        rule: "soak-without-upstream",
        severity: "error",
        path,
        message: "Freight straight from a Warehouse has soaked nowhere, so Kargo ignores this",
        got: shown(stage.requiredSoakTime),
        fix: "Remove it, or take Freight from an upstream Stage",
      },
    ];
  }
  const upstream = stages.get(stage.upstream ?? "");
  if (upstream === undefined || upstream.names.length < 2 || upstream.upstream === undefined) return [];
  return [
    {
      rule: "soak-after-targets",
      severity: "error",
      path,
      message:
        "Kargo never offers Freight to a Stage that waits for several upstream Stages with a soak time once that Freight has soaked further upstream too",
      got: `${shown(stage.requiredSoakTime)} after ${upstream.names.join(", ")}`,
      fix: "Remove the soak time here, or give the upstream environment a single target",
      source: "Kargo, pkg/api/warehouse.go, ListFreightFromWarehouse; akuity/kargo#4586",
    },
  ];
}
