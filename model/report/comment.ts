import { changeLines } from "./changes-section.ts";
import { findingLines } from "./findings-section.ts";
import { type Limits, levels, longestComment } from "./limits.ts";
import { overviewLines } from "./overview-section.ts";
import { pictureLines } from "./picture-section.ts";
import { promotionLines } from "./promotions-section.ts";
import type { Report } from "./report.ts";

/** What a key may be: it stands in an HTML comment. */
export const keyPattern = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** The first line of a report, by which its comment is found again. */
export function marker(key: string): string {
  return `<!-- slipway report ${key} -->`;
}

/**
 * A report as Markdown: safe whatever names and messages hold, and never longer than GitHub takes. What doesn't fit is
 * left out from the end of each list, and how much of it is said there.
 */
export function reportComment(report: Report): string {
  let text = "";
  for (const limits of levels) {
    text = commentText(report, limits);
    if (text.length <= longestComment) return text;
  }
  throw new Error(`a report of ${text.length} characters with the least of everything`);
}

function commentText(report: Report, limits: Limits): string {
  const { stacks, pictures, promotions, undrawn, key, commit } = report;
  const sections = [
    [marker(key)],
    overviewLines(stacks, commit, limits),
    findingLines(stacks, limits),
    pictureLines(pictures, undrawn, limits),
    changeLines(stacks, limits),
    promotionLines(promotions, limits),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}
