import { expect, test } from "vitest";
import { patternProblems } from "../../../model/checks/patterns.ts";
import { formatProblem } from "../../../model/problem.ts";

function told(subscription: object): string[] {
  return patternProblems({ warehouses: { main: { subscriptions: { one: subscription } } } }, "goserver").map(
    formatProblem,
  );
}
const at = "goserver.warehouses.main.subscriptions.one";

const range = (field: string, got: string, why: string) =>
  `error ${at}.${field}: Kargo can't read this version range: ${why} (got ${got}; allowed ranges as Masterminds/semver reads them, such as "^1.2", "~1.2.3", ">=1.2, <2" or "1.x || 2.x"). Write a range; a comma or a blank between two means that both must hold. [semver-constraint]`;
const pattern = (field: string, got: string, why: string, fix: string) =>
  `error ${at}.${field}: Kargo takes this pattern and can't compile it when it looks for tags: ${why} (got ${got}; allowed RE2's syntax, which has no lookahead, lookbehind or backreferences). ${fix}. [re2-pattern]`;
const selector = (field: string, got: string, why: string) =>
  `error ${at}.${field}: Kargo takes this path selector, and it can't work: ${why} (got ${got}; allowed a folder from the repository's root, "glob:…" or "regex:…"). Mend the selector. [path-selector]`;

test.each<[string, object, string[]]>([
  [
    "an image's range",
    { kind: "image", constraint: "^1.x.y.z" },
    [range("constraint", '"^1.x.y.z"', '"1.x.y.z" isn\'t a version')],
  ],
  [
    "a range by strategy",
    { kind: "image", imageSelectionStrategy: "SemVer", constraint: "latest" },
    [range("constraint", '"latest"', '"latest" isn\'t a version')],
  ],
  [
    "a Git range",
    { kind: "git", semverConstraint: ">=1 <" },
    [range("semverConstraint", '">=1 <"', "There is no version behind <")],
  ],
  [
    "a chart's range",
    { kind: "chart", semverConstraint: "1 ||" },
    [range("semverConstraint", '"1 ||"', "There is no version beside ||")],
  ],
  ["a tag to follow is no range", { kind: "image", imageSelectionStrategy: "Digest", constraint: "latest" }, []],
  ["no constraint", { kind: "image", constraint: "" }, []],
  ["values of wrong types", { kind: "image", constraint: 1, allowTagsRegexes: ["^a$", 1], ignoreTagsRegexes: "(" }, []],
  [
    "patterns",
    { kind: "image", allowTagsRegexes: ["^v1$", "^(?!latest)"], ignoreTagsRegexes: ["(a)\\1", "nightly"] },
    [
      pattern(
        "allowTagsRegexes[1]",
        '"^(?!latest)"',
        `RE2 can't look ahead or behind: "(?!"`,
        "Leave that part out; tags to leave out are named under ignoreTagsRegexes",
      ),
      pattern("ignoreTagsRegexes[0]", '"(a)\\\\1"', 'RE2 has no backreferences: "\\\\1"', "Mend the pattern"),
    ],
  ],
  [
    "a pattern without anchors",
    { kind: "git", allowTagsRegexes: ["[0-9a-f]{40}", "^v", "\\d$", "("] },
    [
      `warning ${at}.allowTagsRegexes[0]: This pattern also matches in the middle of a tag (got "[0-9a-f]{40}"). Write "^[0-9a-f]{40}$" to match whole tags. [pattern-not-anchored]`,
      pattern("allowTagsRegexes[3]", '"("', 'RE2 says: missing closing ): "("', "Mend the pattern"),
    ],
  ],
  [
    "a pattern for every tag",
    { kind: "image", imageSelectionStrategy: "NewestBuild", allowTagsRegexes: ["^.*$"] },
    [
      `warning ${at}.allowTagsRegexes[0]: This pattern lets every tag through, so NewestBuild reads every image of the repository, and registries limit that (got "^.*$"). Match only the tags that are released, for example "^[0-9a-f]{40}$". [pattern-matches-all]`,
    ],
  ],
  ["a pattern for every tag where it costs nothing", { kind: "git", allowTagsRegexes: [".*"] }, []],
  [
    "path selectors",
    { kind: "git", includePaths: ["k8s", "glob:**/*.yaml", "../x"], excludePaths: ["regex:(", "docs/**"] },
    [
      selector("includePaths[2]", '"../x"', "This path leaves the repository"),
      selector("excludePaths[0]", '"regex:("', 'RE2 says: missing closing ): "("'),
      selector("excludePaths[1]", '"docs/**"', "Without glob: in front this is the name of one folder, * and all"),
    ],
  ],
])("%s", (_, subscription, problems) => {
  expect(told(subscription)).toEqual(problems);
});

test("a Warehouse's named subscriptions are read too, and odd data is left to the shape check", () => {
  const warehouses = { main: { image: { kind: "image", constraint: "x.y" }, git: 3, subscriptions: [1] }, other: null };
  expect(patternProblems({ warehouses }, "goserver").map(({ path }) => path)).toEqual([
    "goserver.warehouses.main.image.constraint",
  ]);
  expect(patternProblems(undefined, "goserver")).toEqual([]);
});
