import { describe, expect, test } from "vitest";
import {
  type DiscoveredArtifacts,
  freightCreationAllowed,
  passesGitFilter,
} from "../../../model/expr/warehouse-expressions.ts";

const found: DiscoveredArtifacts = {
  git: [
    { repoURL: "https://git.example.com/empty", commits: [] },
    {
      repoURL: "https://git.example.com/acme/app.git",
      commits: [{ id: "abc", tag: "v1", subject: "Fix", creatorDate: "2026-06-01T10:00:00Z" }, { id: "older" }],
    },
  ],
  images: [{ repoURL: "docker.io/acme/app", references: [{ tag: "v1", digest: "sha256:1", annotations: { a: "b" } }] }],
  charts: [{ repoURL: "https://charts.example.com", name: "web", versions: ["2.0.0", "1.0.0"] }],
  results: [
    { name: "model", artifactReferences: [{ subscriptionName: "model", version: "3", metadata: { rows: 2 } }] },
  ],
};

/** Source: akuity/kargo v1.11.2, pkg/controller/warehouses/warehouses.go. */
describe("freightCreationCriteria", () => {
  test.each([
    ["", true],
    ["  ", true],
    ["commitFrom('https://git.example.com/acme/app').Tag == imageFrom('acme/app').Tag", true],
    ["commitFrom('https://git.example.com/acme/app').ID == 'older'", false],
    ["imageFrom('acme/app').Annotations.a == 'b'", true],
    ["chartFrom('https://charts.example.com', 'web').Version == '2.0.0'", true],
    ["chartFrom('https://charts.example.com').Name == 'web'", true],
    ["chartFrom('https://charts.example.com', 'api') == nil", true],
    ["artifactFrom('model').Metadata.rows == 2", true],
    ["imageFrom('acme/other') == nil", true],
    ["commitFrom('https://git.example.com/empty') == nil", true],
    ["commitFrom('https://git.example.com/acme/app').CreatorDate.Year() == 2026", true],
    ["'t'", true],
    ["0", false],
    ["1.0", true],
  ])("%s", async (expression, allowed) => {
    expect(await freightCreationAllowed(expression, found)).toBe(allowed);
  });

  test.each([
    ["'maybe'", 'the expression comes to neither true nor false: parsing "maybe"'],
    ["2", 'the expression comes to neither true nor false: parsing "2"'],
    ["imageFrom('acme/other').Tag == 'x'", "cannot fetch Tag from <nil>"],
    ["imageFrom('a', 'b')", "too many arguments to call imageFrom"],
    ["warehouse('a')", "invalid operation: cannot call nil"],
    ["1 +", "the expression ends too early"],
  ])("%s fails", async (expression, reason) => {
    await expect(freightCreationAllowed(expression, found)).rejects.toMatchObject({ reason });
  });

  test("where nothing was found the expression isn't even read", async () => {
    expect(await freightCreationAllowed("1 +", { git: [], images: [] })).toBe(true);
  });
});

/** Source: akuity/kargo v1.11.2, pkg/controller/git/commit. */
test("a commit passes its expressionFilter, or doesn't, or the filter fails", async () => {
  const commit = {
    id: "abc",
    commitDate: new Date("2026-06-01T10:00:00Z"),
    author: "Ann <ann@example.com>",
    committer: "Bot",
    subject: "feat: more",
  };
  expect(await passesGitFilter("", commit)).toBe(true);
  expect(await passesGitFilter("subject startsWith 'feat' && !(author contains '<bot@')", commit)).toBe(true);
  expect(await passesGitFilter("commitDate.After(date('2026-06-02'))", commit)).toBe(false);
  expect(await passesGitFilter("commitDate.Before(now())", commit).catch((error: Error) => error.message)).toBe(
    "now() has no time to give here (at character 19)",
  );
  await expect(passesGitFilter("tag", commit)).rejects.toThrow('neither true nor false: parsing "<nil>"');
});

test("a tag's filter knows the tag", async () => {
  const tag = {
    ...{ tag: "v1.2.3", id: "abc", creatorDate: new Date("2026-06-01T10:00:00Z"), author: "a", committer: "c" },
    ...{ subject: "s", tagger: "Ann", annotation: "first\n" },
  };
  expect(
    await passesGitFilter("tag matches '^v1' && tagger == 'Ann' && creatorDate.Month().String() == 'June'", tag),
  ).toBe(true);
});
