import type { Limits } from "./limits.ts";
import { cell, code, count } from "./markdown.ts";
import { hasFailed, type ResourceChange, type StackPreview } from "./stack-preview.ts";

const operations = [
  "create",
  "update",
  "replace",
  "delete",
  "import",
] as const satisfies readonly ResourceChange["operation"][];

/** The heading and a row a stack: how much changes in it, what the rules say, and how its preview ended. */
export function overviewLines(stacks: readonly StackPreview[], commit: string | undefined, { rows }: Limits): string[] {
  const at = commit === undefined ? "" : ` of ${code(commit.slice(0, 12))}`;
  if (stacks.length === 0) return [`## Preview${at}`, "", "No stack was previewed."];
  const used = operations.filter((operation) => stacks.some((stack) => numberOf(stack, operation) > 0));
  const shown = stacks.slice(0, rows);
  return [
    `## Preview${at}: ${verdict(stacks)}`,
    "",
    `| Stack | ${used.map((operation) => `${operation} | `).join("")}unchanged | Rules | Preview |`,
    `|---|${used.map(() => "--:|").join("")}--:|---|---|`,
    ...shown.map((stack) => {
      const numbers = used.map((operation) => `${numberOf(stack, operation) || ""} | `).join("");
      return `| ${cell(stack.stack)} | ${numbers}${stack.unchanged || ""} | ${rulesWords(stack)} | ${outcomeWords(stack)} |`;
    }),
    ...(stacks.length > shown.length ? ["", `Left out: ${count(stacks.length - shown.length, "more stack")}.`] : []),
  ];
}

function verdict(stacks: readonly StackPreview[]): string {
  const failed = stacks.filter(hasFailed).length;
  if (failed > 0) return `${failed} of ${count(stacks.length, "stack")} can't be brought up like this`;
  const changes = stacks.reduce((sum, { changes }) => sum + changes.length, 0);
  return changes === 0 ? "nothing changes" : `${count(changes, "resource")} to change`;
}

function numberOf({ changes }: StackPreview, operation: ResourceChange["operation"]): number {
  return changes.filter((each) => each.operation === operation).length;
}

function rulesWords({ packs, findings, outcome }: StackPreview): string {
  const refused = findings.filter(({ mandatory }) => mandatory).length;
  const advice = findings.length - refused;
  const said = [...(refused > 0 ? [`**${refused} refused**`] : []), ...(advice > 0 ? [`${advice} advised`] : [])].join(
    ", ",
  );
  if (said !== "") return said;
  if (packs === undefined) return outcome === "unfinished" ? "not known" : "not in this log";
  return packs.length === 0 ? "no pack ran" : outcome === "succeeded" ? "kept" : "not judged to the end";
}

function outcomeWords(stack: StackPreview): string {
  if (stack.outcome === "unfinished") return "**never ended**";
  if (stack.outcome === "failed")
    return stack.findings.some(({ mandatory }) => mandatory) ? "**refused**" : "**failed**";
  return "done";
}
