import { expect, test } from "vitest";
import { printReport } from "../../../cli/promote/dry-run-report.ts";
import type { DryRunReport } from "../../../promotion/dry-run.ts";

const repoURL = "https://git.example/acme/app";
const commit = {
  id: "c1",
  parents: ["c0"],
  author: "Kargo <no-reply@kargo.io>",
  committer: "Kargo <no-reply@kargo.io>",
  message: "Promote\n\nBody \u001b[31m",
  files: [{ status: "M", path: "a\u001b]0;evil\u0007" }],
  diff: "+x\r\n+\u202ey\n",
};
const quiet = { pullRequests: [], syncs: [], calls: [], assumed: [], branches: [], promotion: "p" };
const report: DryRunReport = {
  project: "demo",
  freight: [
    {
      name: "f00dcafe11",
      origin: { kind: "Warehouse", name: "main" },
      commits: [{ repoURL, id: "abc", message: "M", author: "Ann" }],
      images: [{ repoURL: "docker.io/a", tag: "1", digest: "sha256:x" }],
      charts: [{ repoURL: "oci://c", version: "1.0.0" }],
    },
  ],
  assumed: ["that"],
  stages: [
    {
      ...quiet,
      stage: "dev",
      phase: "Succeeded",
      steps: [{ alias: "step-1", uses: "git-clone", status: "Succeeded" }],
      changes: [
        { repoURL, name: "stage/dev", kind: "branch", before: "c0", after: "c1", commits: [commit] },
        { repoURL, name: "copy", kind: "branch", after: "c1", commits: [commit] },
        { repoURL, name: "v1", kind: "tag", after: "t", commits: [] },
      ],
      pullRequests: [{ repoURL, id: 1, head: "h", base: "b", title: "T", description: "D\n", labels: ["l"] }],
      syncs: [{ namespace: "argocd", name: "app", revisions: ["c1", ""] }],
      calls: [{ step: "s", uses: "http", what: "call it", details: {} }],
    },
    { ...quiet, stage: "gate", phase: "Succeeded", steps: [], changes: [] },
    {
      ...quiet,
      stage: "prod",
      phase: "Errored",
      message: "no",
      steps: [{ alias: "a", uses: "a", status: "Errored", message: "no" }],
      changes: [],
    },
  ],
  notReached: ["late"],
};

test("a dry run in words; nothing of a repository's content steers the terminal", () => {
  const lines: string[] = [];
  printReport(report, ["this"], (text) => lines.push(...text.split("\n")));
  expect(lines).toEqual([
    "Freight f00dcaf of Warehouse main",
    `  commit ${repoURL} abc: M (Ann)`,
    "  image  docker.io/a:1@sha256:x",
    "  chart  oci://c  1.0.0",
    "taken for granted:",
    "  this",
    "  that",
    "",
    "Stage dev: Succeeded",
    "  ok      step-1 (git-clone)",
    `  would commit to branch stage/dev of ${repoURL}`,
    "    commit c1",
    "    author Kargo <no-reply@kargo.io>",
    "",
    "      Promote",
    "",
    "      Body \\u001b[31m",
    "",
    "    M a\\u001b]0;evil\\u0007",
    "",
    "    +x",
    "    +\\u202ey",
    `  would commit to new branch copy of ${repoURL}`,
    "    commit c1, as above",
    `  would create tag v1 in ${repoURL}`,
    `  would open a pull request from h to b in ${repoURL}`,
    "    T",
    "    D",
    "    labels: l",
    "  would sync Application argocd/app to c1, a revision that isn't there",
    "  would call it",
    "",
    "Stage gate has no steps: it passes the Freight on",
    "",
    "Stage prod: Errored: no",
    "  error   a: no",
    "  would change nothing",
    "",
    "not reached: late",
  ]);
});
