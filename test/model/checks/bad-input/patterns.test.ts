import { badDefinitions, image } from "./rows.ts";

const tags = (...allowTagsRegexes: string[]) => ({ "warehouses.main.image.allowTagsRegexes": allowTagsRegexes });

/** B16–B18: version ranges and patterns. */
badDefinitions("version ranges and patterns", [
  [
    "B16",
    "a version of four parts",
    image({ constraint: "^1.x.y.z" }),
    [
      `error goserver.warehouses.main.subscriptions.base.constraint: Kargo can't read this version range: "1.x.y.z" isn't a version (got "^1.x.y.z"; allowed ranges as Masterminds/semver reads them, such as "^1.2", "~1.2.3", ">=1.2, <2" or "1.x || 2.x"). Write a range; a comma or a blank between two means that both must hold. [semver-constraint]`,
    ],
  ],
  [
    "B16",
    "a comparison without a version",
    image({ constraint: ">=1 <" }),
    [
      `error goserver.warehouses.main.subscriptions.base.constraint: Kargo can't read this version range: There is no version behind < (got ">=1 <"; allowed ranges as Masterminds/semver reads them, such as "^1.2", "~1.2.3", ">=1.2, <2" or "1.x || 2.x"). Write a range; a comma or a blank between two means that both must hold. [semver-constraint]`,
    ],
  ],
  [
    "B16",
    "an alternative that isn't a range",
    image({ constraint: "1 - 2 || y" }),
    [
      `error goserver.warehouses.main.subscriptions.base.constraint: Kargo can't read this version range: "y" isn't a version (got "1 - 2 || y"; allowed ranges as Masterminds/semver reads them, such as "^1.2", "~1.2.3", ">=1.2, <2" or "1.x || 2.x"). Write a range; a comma or a blank between two means that both must hold. [semver-constraint]`,
    ],
  ],
  [
    "B16",
    "a hyphen range beside another, which Masterminds takes as node-semver does",
    image({ constraint: "1 - 2 || x" }),
    [],
  ],
  [
    "B17",
    "a pattern with a lookahead",
    tags("^(?!v)x$"),
    [
      `error goserver.warehouses.main.image.allowTagsRegexes[0]: Kargo takes this pattern and can't compile it when it looks for tags: RE2 can't look ahead or behind: "(?!" (got "^(?!v)x$"; allowed RE2's syntax, which has no lookahead, lookbehind or backreferences). Leave that part out; tags to leave out are named under ignoreTagsRegexes. [re2-pattern]`,
    ],
  ],
  [
    "B17",
    "a pattern with a backreference",
    tags("^(a)\\1$"),
    [
      `error goserver.warehouses.main.image.allowTagsRegexes[0]: Kargo takes this pattern and can't compile it when it looks for tags: RE2 has no backreferences: "\\\\1" (got "^(a)\\\\1$"; allowed RE2's syntax, which has no lookahead, lookbehind or backreferences). Mend the pattern. [re2-pattern]`,
    ],
  ],
  [
    "B17",
    "a pattern that isn't closed",
    tags("^(a$"),
    [
      `error goserver.warehouses.main.image.allowTagsRegexes[0]: Kargo takes this pattern and can't compile it when it looks for tags: RE2 says: missing closing ): "^(a$" (got "^(a$"; allowed RE2's syntax, which has no lookahead, lookbehind or backreferences). Mend the pattern. [re2-pattern]`,
    ],
  ],
  ["B17", "a repetition that isn't closed, which RE2 takes for plain letters", tags("^a{,$"), []],
  [
    "B17",
    "a pattern without anchors",
    tags("[0-9a-f]{40}"),
    [
      'warning goserver.warehouses.main.image.allowTagsRegexes[0]: This pattern also matches in the middle of a tag (got "[0-9a-f]{40}"). Write "^[0-9a-f]{40}$" to match whole tags. [pattern-not-anchored]',
    ],
  ],
  [
    "B18",
    "a pattern that lets everything through",
    tags(".*"),
    [
      'warning goserver.warehouses.main.image.allowTagsRegexes[0]: This pattern lets every tag through, so NewestBuild reads every image of the repository, and registries limit that (got ".*"). Match only the tags that are released, for example "^[0-9a-f]{40}$". [pattern-matches-all]',
    ],
  ],
]);
