import { areas, type Finding } from "./finding.ts";

const marks = { ok: "✓", warning: "!", error: "✗" } as const;

/** What isn't as it should be, each with what to do below it; without areas, for a command that only passes by. */
export function complaints(findings: readonly Finding[]): string {
  return findings
    .filter(({ state }) => state !== "ok")
    .flatMap(lines)
    .map((line) => line.slice(2))
    .join("\n");
}

/** For people: area by area, each finding a line, what to do below it. */
export function reportText(findings: readonly Finding[]): string {
  const blocks = areas.flatMap((area) => {
    const own = findings.filter((finding) => finding.area === area);
    if (own.length === 0) return [];
    return [[area, ...own.flatMap(lines)].join("\n")];
  });
  return [...blocks, verdict(findings)].join("\n\n");
}

function lines({ state, message, fix, rule }: Finding): string[] {
  return [
    `  ${marks[state]} ${message}${state === "ok" ? "" : ` [${rule}]`}`,
    ...(fix === undefined ? [] : [`      ${fix}`]),
  ];
}

function verdict(findings: readonly Finding[]): string {
  const count = (state: Finding["state"]) => findings.filter((finding) => finding.state === state).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const counted = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
  if (errors + warnings === 0) return "Everything is as it should be.";
  return `${counted(errors, "error")}, ${counted(warnings, "warning")}.${errors === 0 ? " Nothing keeps slipway up from working." : ""}`;
}
