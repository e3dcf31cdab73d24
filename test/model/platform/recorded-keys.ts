import { readFileSync } from "node:fs";
import { join } from "node:path";
import { charts, type Part } from "../../../model/platform/charts.ts";

/** The keys of a chart's values as they were recorded, `open` those that take any keys. */
export function recordedKeys(part: Part) {
  const text = readFileSync(join(import.meta.dirname, "chart-keys", `${charts[part].name}.txt`), "utf8");
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return {
    head: text.split("\n")[0],
    closed: new Set(lines.filter((line) => !line.endsWith(" {}"))),
    open: lines.filter((line) => line.endsWith(" {}")).map((line) => line.slice(0, -3)),
  };
}
