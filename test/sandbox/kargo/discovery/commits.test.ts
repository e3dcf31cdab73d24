import { expect, test } from "vitest";
import { type CommitFacts, type GitSubscription, selectCommits } from "../../../../sandbox/kargo/discovery/commits.ts";

// Rows follow pkg/controller/git/commit/*_selector_test.go of kargo v1.11.2.

const facts = (id: string, hour: number, subject = id): CommitFacts => ({
  id,
  date: new Date(Date.UTC(2026, 0, 1, hour)),
  author: "Ann <ann@x>",
  committer: "Bob <bob@x>",
  subject,
});

const commits = [facts("c3", 3, "docs: words"), facts("c2", 2), facts("c1", 1)];
const changed: Record<string, string[]> = { c1: ["apps/web/x"], c2: ["apps/api/y", "README.md"], c3: ["README.md"] };
const tags = ["v1.0.0", "v1.10.0", "v1.9.0", "nightly"].map((tag, index) => ({
  ...facts(`c${(index % 3) + 1}`, index),
  tag,
  tagger: "",
  annotation: "",
}));
const clone = {
  commits: async ({ skip, limit }: { skip: number; limit: number }) => commits.slice(skip, skip + limit),
  tags: async () => tags.toReversed(),
  paths: async (id: string) => changed[id] ?? [],
};

const found = async (subscription: Partial<GitSubscription>) =>
  (await selectCommits({ repoURL: "https://x/a/b", ...subscription }, clone)).map(({ id, tag }) => tag ?? id);

test.each<[string, Partial<GitSubscription>, string[]]>([
  ["the branch's commits, newest first", {}, ["c3", "c2", "c1"]],
  ["at most discoveryLimit", { discoveryLimit: 1 }, ["c3"]],
  ["a folder", { includePaths: ["apps"] }, ["c2", "c1"]],
  ["a folder, found beyond the first batch", { includePaths: ["apps/web"], discoveryLimit: 1 }, ["c1"]],
  ["without a folder", { excludePaths: ["apps"] }, ["c3", "c2"]],
  ["included and not excluded", { includePaths: ["apps"], excludePaths: ["glob:apps/web/*"] }, ["c2"]],
  ["an expression", { expressionFilter: "!(subject contains 'docs')" }, ["c2", "c1"]],
  ["an expression about time", { expressionFilter: "commitDate.Hour() < 3" }, ["c2", "c1"]],
  ["newest tags", { commitSelectionStrategy: "NewestTag" }, ["nightly", "v1.9.0", "v1.10.0", "v1.0.0"]],
  ["tags by version", { commitSelectionStrategy: "SemVer" }, ["v1.10.0", "v1.9.0", "v1.0.0"]],
  [
    "tags by version and constraint",
    { commitSelectionStrategy: "SemVer", semverConstraint: "<1.10" },
    ["v1.9.0", "v1.0.0"],
  ],
  [
    "tags by text",
    { commitSelectionStrategy: "Lexical", ignoreTagsRegexes: ["nightly"] },
    ["v1.9.0", "v1.10.0", "v1.0.0"],
  ],
  ["tags of commits in a folder", { commitSelectionStrategy: "NewestTag", includePaths: ["apps/api"] }, ["v1.10.0"]],
])("%s", async (_, subscription, wanted) => {
  expect(await found(subscription)).toEqual(wanted);
});

test("a commit is what the status of a Warehouse keeps, its subject cut at 80 bytes", async () => {
  const long = {
    ...clone,
    commits: async ({ skip }: { skip: number }) => (skip > 0 ? [] : [facts("c9", 0, "x".repeat(90))]),
  };
  expect(await selectCommits({ repoURL: "https://x/a/b", branch: "main" }, long)).toEqual([
    {
      id: "c9",
      branch: "main",
      subject: `${"x".repeat(77)}...`,
      author: "Ann <ann@x>",
      committer: "Bob <bob@x>",
      creatorDate: "2026-01-01T00:00:00Z",
    },
  ]);
});
