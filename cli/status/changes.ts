import { freightName } from "./freight-facts.ts";
import { plain } from "./grid.ts";
import type { ProjectStatus, StageRow } from "./row.ts";

/** What became different between two looks at the same Projects, one line each, for a log that nobody redraws. */
export function changes(before: readonly ProjectStatus[], after: readonly ProjectStatus[]): string[] {
  const many = after.length > 1;
  return after.flatMap(({ project, stages, notes }) => {
    const old = before.find((each) => each.project === project);
    const name = (stage: string) => (many ? `${project}/${stage}` : stage);
    const gone = (old?.stages ?? []).filter(({ stage }) => !stages.some((row) => row.stage === stage));
    return [
      ...stages.flatMap((row) => {
        const was = old?.stages.find(({ stage }) => stage === row.stage);
        return stageChanges(was, row).map((line) => plain(`${name(row.stage)}: ${line}`));
      }),
      ...gone.map(({ stage }) => `${name(stage)}: the Stage is gone`),
      ...notes.filter((note) => !old?.notes.includes(note)).map(plain),
    ];
  });
}

function stageChanges(was: StageRow | undefined, row: StageRow): string[] {
  if (was === undefined) return ["a new Stage"];
  const lines = facts.flatMap(([what, of]) => {
    const [old, now] = [of(was), of(row)];
    return old === now ? [] : [`${what} ${old} → ${now}`];
  });
  const fresh = row.problems.filter((problem) => !was.problems.includes(problem));
  const mended = row.problems.length === 0 && was.problems.length > 0 ? ["nothing is wrong any more"] : [];
  return [...lines, ...fresh, ...mended];
}

const facts: readonly (readonly [string, (row: StageRow) => string])[] = [
  [
    "promotion",
    ({ promotion: p }) => (p ? `${p.freight} ${p.phase}${p.step === undefined ? "" : ` in step ${p.step}`}` : "none"),
  ],
  ["Freight", ({ freight, running }) => freight.map(freightName).join(", ") || running?.images.join(", ") || "none"],
  ["sync", ({ sync }) => sync],
  ["health", ({ health }) => health],
  ["verified", ({ verification }) => verification.state],
  [
    "next",
    ({ next }) => next.map(({ freight, available }) => `${freight}${available ? " ready" : ""}`).join(", ") || "none",
  ],
  ["freeze", ({ freeze }) => (freeze?.frozen ? freeze.words.join("; ") : "none")],
  [
    "held",
    ({ autoPromotion }) =>
      autoPromotion.holds.map(({ origin, freight }) => `${origin} at ${freight}`).join(", ") || "none",
  ],
];
