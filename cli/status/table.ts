import { actorWords, age, lastParts, left, shortHash } from "../kargo/words.ts";
import { freightName } from "./freight-facts.ts";
import { gridText, plain } from "./grid.ts";
import type { CommitFacts, FreightFacts, ProjectStatus, StageRow } from "./row.ts";

const width = 120;

/**
 * A Project for people, at most 120 columns wide but for the sentences at its end: which Freight is in which Stage, what
 * that Freight is, and what is wrong.
 *
 * @param now milliseconds; ages are reckoned from it
 */
export function statusText({ project, stages, notes }: ProjectStatus, now: number): string {
  const problems = stages.flatMap(({ stage, problems: all }) =>
    all.map((problem) => `✗ ${stage}: ${sentence(problem)}`),
  );
  const waits = stages.flatMap(waitLines);
  const freezes = stages.flatMap(({ stage, freeze }) =>
    (freeze?.words ?? []).map((words) => `${freeze?.frozen ? "*" : " "} ${stage}: ${sentence(words)}`),
  );
  const blocks = [
    stages.length === 0 ? [`${project} has no Stages`] : stageGrid(stages, now),
    freightGrid(stages, now),
    [...problems, ...freezes, ...waits, ...notes.map((note) => `! ${sentence(note)}`)],
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n");
}

/** Messages of git and of admission run to pages; their beginning says it. */
const longestSentence = 400;

function sentence(text: string): string {
  const line = plain(text);
  return line.length <= longestSentence ? line : `${line.slice(0, longestSentence - 1)}…`;
}

function stageGrid(stages: readonly StageRow[], now: number): string[] {
  const heads = ["STAGE", "FREIGHT", "VERSION", "SINCE", "BY", "VERIFIED", "SYNC", "HEALTH", "NEXT"];
  const rows = stages.map((row) => [
    row.stage,
    freightCell(row),
    versionCell(row),
    row.since === undefined ? "-" : age(now - Date.parse(row.since)),
    row.by === undefined
      ? "-"
      : actorWords({ automatic: row.by.automatic, ...(row.by.actor !== undefined && { raw: row.by.actor }) }),
    verifiedWords[row.verification.state],
    row.sync,
    row.health,
    nextCell(row),
  ]);
  return gridText({ heads, rows, shrink: [8, 1, 4, 0, 2] }, width);
}

function freightCell({ controlFlow, freight, neverPromoted }: StageRow): string {
  if (controlFlow) return "(passes through)";
  if (freight.length === 0) return neverPromoted ? "never promoted" : "(not Freight)";
  return freight.map(freightName).join(", ");
}

function versionCell({ freight, running }: StageRow): string {
  const versions = freight.map(({ version }) => version).filter((version) => version !== undefined);
  return [...new Set(running?.version === undefined ? versions : [running.version])].join(", ") || "-";
}

const verifiedWords: Readonly<Record<StageRow["verification"]["state"], string>> = {
  verified: "yes",
  running: "running",
  failed: "failed",
  waiting: "not yet",
  none: "-",
};

function nextCell({ promotion, next, autoPromotion }: StageRow): string {
  const held = (origin: string) => autoPromotion.holds.some((hold) => hold.origin === origin);
  const ahead = next.map(({ freight, origin, available, availableIn }) => {
    if (available) return `${freight} ${held(origin) ? "held" : autoPromotion.enabled ? "next" : "ready"}`;
    return availableIn === undefined ? `${freight} not verified` : `${freight} in ${left(availableIn * 1000)}`;
  });
  if (promotion === undefined) return ahead.join("; ");
  const { phase, freight, step, steps } = promotion;
  const where = step === undefined ? "" : ` ${step}/${steps ?? "?"}`;
  const over = ["Failed", "Errored", "Aborted"].includes(phase);
  const words = over
    ? `${freight} ${phase.toLowerCase()}`
    : phase === "Running"
      ? `promoting ${freight}${where}`
      : `${freight} queued`;
  return [words, ...ahead.filter((each) => !each.startsWith(`${freight} `))].join("; ");
}

/** Why what comes next can't be promoted yet, where waiting alone doesn't help. */
function waitLines({ stage, next, autoPromotion }: StageRow): string[] {
  return next
    .filter(({ available, availableIn }) => !available && availableIn === undefined && !autoPromotion.enabled)
    .map(({ freight, missing }) => `  ${stage} can't have ${freight} yet: ${missing.join("; ")}`);
}

/** One block of lines per Freight, each once however many Stages have it. */
function freightGrid(stages: readonly StageRow[], now: number): string[] {
  const all = [...new Map(stages.flatMap(({ freight }) => freight).map((each) => [each.name, each])).values()];
  const others = stages.filter(({ running }) => running !== undefined);
  const rows = [...all.flatMap((each) => freightRows(each, now)), ...others.flatMap(runningRows)];
  if (rows.length === 0) return [];
  return gridText({ heads: ["FREIGHT", "ARTIFACT", "COMMIT", "AGE"], rows, shrink: [2, 1, 0] }, width);
}

function freightRows(freight: FreightFacts, now: number): string[][] {
  const { images, charts, commits, discoveredAt } = freight;
  const artifacts = [
    ...images.map(({ repoURL, tag, digest }) => imageWords(repoURL, tag, digest)),
    ...charts.map(({ repoURL, name, version }) => `${name ?? lastParts(repoURL, 1)} ${version ?? ""}`),
  ];
  return Array.from({ length: Math.max(artifacts.length, commits.length, 1) }, (_, i) => {
    const at = commits[i]?.committedAt ?? (i === 0 ? discoveredAt : undefined);
    return [
      i === 0 ? freightName(freight) : "",
      artifacts[i] ?? "",
      commitWords(commits[i]),
      at === undefined ? "" : age(now - Date.parse(at)),
    ];
  });
}

function imageWords(repoURL: string, tag: string | undefined, digest: string | undefined): string {
  const short = digest?.replace(/^sha256:/, "").slice(0, 12);
  return `${lastParts(repoURL, 2)}${tag === undefined ? "" : `:${shortHash(tag)}`}${short === undefined ? "" : `@${short}`}`;
}

function commitWords(commit: CommitFacts | undefined): string {
  if (commit === undefined) return "";
  const where = commit.tag ?? commit.branch;
  return [shortHash(commit.id), commit.message, where && `(${where})`].filter(Boolean).join(" ");
}

function runningRows({ stage, running }: StageRow): string[][] {
  return (running?.images ?? []).map((image, i) => {
    const [, repository = image, tag, digest] = /^(.+?)(?::([\w][\w.-]*))?(?:@(sha256:[0-9a-f]+))?$/.exec(image) ?? [];
    return [
      i === 0 ? `(${stage})` : "",
      imageWords(repository, tag, digest),
      i === 0 ? shortHash(running?.commit ?? "") : "",
      "",
    ];
  });
}
