import { listed } from "../../model/words.ts";
import type { Commit, RefChange } from "../../promotion/dry-run/changes.ts";
import type { StageReport } from "../../promotion/dry-run/try-stage.ts";
import type { DryRunReport } from "../../promotion/dry-run.ts";
import type { Freight } from "../../promotion/freight.ts";

/** Lines of one commit's diff that are printed; --json has more. */
const mostLines = 400;

const marks: Readonly<Record<string, string>> = {
  Succeeded: "ok",
  Skipped: "skipped",
  Running: "waits",
  Failed: "failed",
  Errored: "error",
  Aborted: "aborted",
};

/** A dry run in a person's words; `print` gets whole lines. */
export function printReport(report: DryRunReport, assumed: readonly string[], print: (text: string) => void): void {
  for (const freight of report.freight) print(freightLines(freight).join("\n"));
  const all = [...assumed, ...report.assumed];
  if (all.length > 0) print(["taken for granted:", ...all.map((line) => `  ${plain(line)}`)].join("\n"));
  for (const stage of report.stages) print(`\n${stageLines(stage).join("\n")}`);
  if (report.notReached.length > 0) print(`\nnot reached: ${listed(report.notReached)}`);
}

function freightLines({ name, origin, commits, images, charts }: Freight): string[] {
  return [
    `Freight ${name.slice(0, 7)} of Warehouse ${origin.name}`,
    ...commits.map(({ repoURL, id, message = "", author = "" }) =>
      plain(`  commit ${repoURL} ${id}: ${message} (${author})`),
    ),
    ...images.map(({ repoURL, tag, digest }) =>
      plain(`  image  ${repoURL}${tag ? `:${tag}` : ""}${digest ? `@${digest}` : ""}`),
    ),
    ...charts.map(({ repoURL, name: chart = "", version }) => plain(`  chart  ${repoURL} ${chart} ${version}`)),
  ];
}

function stageLines(report: StageReport): string[] {
  const { stage, phase, message, steps, changes, pullRequests, syncs, calls } = report;
  if (steps.length === 0) return [`Stage ${stage} has no steps: it passes the Freight on`];
  const ended = phase === "Running" ? "would wait" : phase;
  return [
    `Stage ${stage}: ${ended}${message ? `: ${plain(message)}` : ""}`,
    ...steps.map(({ alias, uses, status = "", message: said }) => {
      const told = said && status !== "Succeeded" ? `: ${plain(said)}` : "";
      return `  ${(marks[status] ?? status).padEnd(8)}${alias}${alias === uses ? "" : ` (${uses})`}${told}`;
    }),
    ...changesLines(changes),
    ...pullRequests.flatMap(({ head, base, repoURL, title, description, labels }) => [
      `  would open a pull request from ${head} to ${base} in ${repoURL}`,
      ...[title, ...description.trim().split("\n").filter(Boolean)].map((line) => `    ${plain(line)}`),
      ...(labels.length > 0 ? [`    labels: ${plain(labels.join(", "))}`] : []),
    ]),
    ...syncs.map(
      ({ namespace, name, revisions }) =>
        `  would sync Application ${namespace}/${name} to ${revisions.map((one) => one || "a revision that isn't there").join(", ")}`,
    ),
    ...calls.map(({ what }) => `  would ${plain(what)}`),
    ...(changes.length + pullRequests.length + syncs.length + calls.length === 0 ? ["  would change nothing"] : []),
  ];
}

/** A commit that comes to several branches is told in full at the first. */
function changesLines(changes: readonly RefChange[]): string[] {
  const told = new Set<string>();
  return changes.flatMap((change) => {
    const { kind, name, repoURL, before, after, commits } = change;
    if (kind === "tag") return [`  would ${before === undefined ? "create" : "move"} tag ${plain(name)} in ${repoURL}`];
    const branch = `${before === undefined ? "new branch" : "branch"} ${plain(name)} of ${repoURL}`;
    if (after === undefined) return [`  would delete ${branch}`];
    // the empty commit that a new branch begins with tells nothing
    const shown = commits.filter(({ files, parents }) => files.length > 0 || parents.length > 0);
    if (shown.length === 0) return [`  would point ${branch} to ${after}`];
    return [
      `  would commit to ${branch}`,
      ...shown.flatMap((commit) => {
        if (told.has(commit.id)) return [`    commit ${commit.id}, as above`];
        told.add(commit.id);
        return commitLines(commit);
      }),
    ];
  });
}

function commitLines({ id, author, message, files, diff, cut, parents }: Commit): string[] {
  const lines = diff.split("\n");
  const most = lines.slice(0, mostLines);
  const rest = cut === true || lines.length > mostLines;
  if (parents.length > 1) return [`    merge ${id}: ${plain(message.split("\n")[0] ?? "")}`];
  return [
    `    commit ${id}`,
    `    author ${plain(author)}`,
    "",
    ...message.split("\n").map((line) => (line === "" ? "" : `      ${plain(line)}`)),
    "",
    ...files.map(({ status, path }) => `    ${status} ${plain(path)}`),
    "",
    ...most.filter((line, index) => line !== "" || index < most.length - 1).map((line) => `    ${plain(line)}`),
    ...(rest ? [`    … the rest of the diff is left out here; --json has ${cut ? "more" : "all"} of it`] : []),
  ];
}

/** Nothing of a repository's content may steer the terminal. */
function plain(text: string): string {
  return text.replace(/[^\P{Cc}\t]|\p{Bidi_Control}/gu, (character) => {
    return character === "\r" ? "" : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
