import type { Limits } from "./limits.ts";
import { cell, code, count } from "./markdown.ts";
import type { Report } from "./report.ts";

/** What would be promoted next, or that nobody looked. */
export function promotionLines(promotions: Report["promotions"], { rows, text }: Limits): string[] {
  if ("why" in promotions) return [`What would be promoted next is left out: ${promotions.why}.`];
  const { cluster, stages } = promotions;
  const coming = stages.filter(({ next }) => next.length > 0);
  const heading = ["### Next promotions", ""];
  if (coming.length === 0)
    return [...heading, `Nothing is on its way to ${count(stages.length, "Stage")} of ${code(cluster, 100)}.`];
  const several = new Set(stages.map(({ project }) => project)).size > 1;
  const lines = coming.flatMap(({ project, stage, now, next, automatic }) =>
    next.map(({ freight, available, missing }) => {
      const where = several ? `${project}/${stage}` : stage;
      const ready = available
        ? automatic
          ? "ready, goes by itself"
          : "ready, waits for a person"
        : missing.map((each) => cell(each, text)).join(", ") || "not yet";
      return `| ${cell(where, 100)} | ${now.map((each) => cell(each, 100)).join(", ") || "nothing"} | ${cell(freight, 100)} | ${ready} |`;
    }),
  );
  const left = lines.length - Math.min(lines.length, rows);
  return [
    ...heading,
    `As ${code(cluster, 100)} stands now, before this change:`,
    "",
    "| Stage | now | next | |",
    "|---|---|---|---|",
    ...lines.slice(0, rows),
    ...(left > 0 ? ["", `Left out: ${count(left, "more promotion")}.`] : []),
  ];
}
