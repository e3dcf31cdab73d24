import { expect, test } from "vitest";
import { type FoundImage, type ImageSubscription, selectImages } from "../../../../sandbox/kargo/discovery/images.ts";

// Rows follow pkg/image/{newest_build,semver,lexical,digest}_selector_test.go and tag_based_selector_test.go of kargo v1.11.2.

/** A repository whose tags were built one hour after the other, in this order. */
function repository(...tags: string[]) {
  const images = new Map(
    tags.map((tag, index): [string, FoundImage] => [
      tag,
      { tag, digest: `sha256:${index}`, createdAt: new Date(Date.UTC(2026, 0, 1, index)) },
    ]),
  );
  return { tags: async () => tags, image: async (tag: string) => images.get(tag) };
}

const found = async (subscription: Partial<ImageSubscription>, ...tags: string[]) =>
  (await selectImages({ repoURL: "example.com/shop", ...subscription }, repository(...tags))).map(({ tag }) => tag);

test.each<[string, Partial<ImageSubscription>, string[], string[]]>([
  ["newest first", { imageSelectionStrategy: "NewestBuild" }, ["a", "c", "b"], ["b", "c", "a"]],
  [
    "only allowed tags",
    { imageSelectionStrategy: "NewestBuild", allowTagsRegexes: ["^v"] },
    ["v1", "x", "v2"],
    ["v2", "v1"],
  ],
  [
    "ignored wins over allowed",
    { imageSelectionStrategy: "NewestBuild", allowTagsRegexes: ["^v"], ignoreTagsRegexes: ["^v2$"] },
    ["v1", "v2"],
    ["v1"],
  ],
  [
    "a pattern anywhere in the tag",
    { imageSelectionStrategy: "NewestBuild", allowTagsRegexes: ["rc"] },
    ["1-rc1", "1"],
    ["1-rc1"],
  ],
  ["at most discoveryLimit", { imageSelectionStrategy: "NewestBuild", discoveryLimit: 1 }, ["a", "b"], ["b"]],
  ["nothing of nothing", { imageSelectionStrategy: "NewestBuild" }, [], []],
  ["SemVer is the default", {}, ["1.0.0", "1.10.0", "latest", "1.9.0"], ["1.10.0", "1.9.0", "1.0.0"]],
  ["strict by default", {}, ["1.0.0", "1.1", "v1.2.0"], ["v1.2.0", "1.0.0"]],
  ["not strict", { strictSemvers: false }, ["1.0.0", "1.1"], ["1.1", "1.0.0"]],
  ["equal versions by their text", { strictSemvers: false }, ["1.0", "1.0.0"], ["1.0.0", "1.0"]],
  ["prereleases without a constraint", {}, ["1.0.0-rc.1", "0.9.0"], ["1.0.0-rc.1", "0.9.0"]],
  ["no prereleases with one", { constraint: ">=0.1.0" }, ["1.0.0-rc.1", "0.9.0"], ["0.9.0"]],
  ["a constraint", { constraint: "^1.0.0" }, ["0.9.0", "1.0.0", "1.4.2", "2.0.0"], ["1.4.2", "1.0.0"]],
  [
    "Lexical, last first",
    { imageSelectionStrategy: "Lexical" },
    ["nightly-20260101", "nightly-20260201"],
    ["nightly-20260201", "nightly-20260101"],
  ],
  ["Digest, the one tag", { imageSelectionStrategy: "Digest", constraint: "latest" }, ["latest", "other"], ["latest"]],
  ["Digest, absent", { imageSelectionStrategy: "Digest", constraint: "latest" }, ["other"], []],
])("%s", async (_, subscription, tags, wanted) => {
  expect(await found(subscription, ...tags)).toEqual(wanted);
});

test("a reference is what the status of a Warehouse keeps", async () => {
  const images = await selectImages({ repoURL: "x", imageSelectionStrategy: "NewestBuild" }, repository("a"));
  expect(images).toEqual([{ tag: "a", digest: "sha256:0", createdAt: "2026-01-01T00:00:00Z" }]);
});

test("the fields that Kargo gave up are refused in its words", async () => {
  await expect(found({ allowTags: "v" }, "v1")).rejects.toThrow(
    "AllowTags is deprecated and unsupported as of v1.11.0; use AllowTagsRegexes instead",
  );
});
