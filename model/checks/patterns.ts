import { pathSelector } from "../grammar/path-selector.ts";
import { re2Pattern } from "../grammar/re2.ts";
import { semverConstraint } from "../grammar/semver.ts";
import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { joined } from "./shape.ts";

type Subscription = Readonly<Record<string, unknown>>;

/** Version ranges, patterns and path selectors of every subscription. Kargo stores most of them unread and fails later. */
export function patternProblems(pipeline: unknown, root: string): Problem[] {
  const warehouses = entries(isRecord(pipeline) ? pipeline.warehouses : undefined);
  return warehouses.flatMap(([name, warehouse]) => {
    const path = joined(`${root}.warehouses`, name);
    const { subscriptions, ...named } = warehouse;
    return [
      ...entries(named).flatMap(([key, subscription]) => subscriptionProblems(joined(path, key), subscription)),
      ...entries(subscriptions).flatMap(([key, subscription]) =>
        subscriptionProblems(joined(`${path}.subscriptions`, key), subscription),
      ),
    ];
  });
}

function entries(value: unknown): [string, Subscription][] {
  return Object.entries(isRecord(value) ? value : {}).filter((entry): entry is [string, Subscription] =>
    isRecord(entry[1]),
  );
}

function subscriptionProblems(path: string, subscription: Subscription): Problem[] {
  const constraint = rangeKey(subscription);
  const each = (key: string, judge: (path: string, text: string) => Problem[]) => {
    const texts: readonly unknown[] = Array.isArray(subscription[key]) ? subscription[key] : [];
    return texts.flatMap((text, index) => (typeof text === "string" ? judge(`${path}.${key}[${index}]`, text) : []));
  };
  return [
    ...(constraint === undefined ? [] : rangeProblems(`${path}.${constraint}`, subscription[constraint])),
    ...each("allowTagsRegexes", (at, text) => [...regexProblems(at, text), ...reachProblems(at, text, subscription)]),
    ...each("ignoreTagsRegexes", regexProblems),
    ...each("includePaths", selectorProblems),
    ...each("excludePaths", selectorProblems),
  ];
}

/** The field that holds a version range, if any: an image's `constraint` means another thing to other strategies. */
function rangeKey({ kind, imageSelectionStrategy }: Subscription): string | undefined {
  if (kind === "git" || kind === "chart") return "semverConstraint";
  const byVersion = imageSelectionStrategy === undefined || imageSelectionStrategy === "SemVer";
  return kind === "image" && byVersion ? "constraint" : undefined;
}

function rangeProblems(path: string, value: unknown): Problem[] {
  const why = typeof value === "string" ? semverConstraint(value) : undefined;
  if (why === undefined) return [];
  return [
    {
      rule: "semver-constraint",
      severity: "error",
      path,
      message: `Kargo can't read this version range: ${why}`,
      got: shown(value),
      allowed: 'ranges as Masterminds/semver reads them, such as "^1.2", "~1.2.3", ">=1.2, <2" or "1.x || 2.x"',
      fix: "Write a range; a comma or a blank between two means that both must hold",
      source: "Masterminds/semver v3.4.0, NewConstraint",
    },
  ];
}

function regexProblems(path: string, text: string): Problem[] {
  const why = re2Pattern(text);
  if (why === undefined) return [];
  return [
    {
      rule: "re2-pattern",
      severity: "error",
      path,
      message: `Kargo takes this pattern and can't compile it when it looks for tags: ${why}`,
      got: shown(text),
      allowed: "RE2's syntax, which has no lookahead, lookbehind or backreferences",
      fix: why.startsWith("RE2 can't look")
        ? "Leave that part out; tags to leave out are named under ignoreTagsRegexes"
        : "Mend the pattern",
      source: "Kargo, pkg/image/tag_based_selector.go; Go, regexp/syntax",
    },
  ];
}

/** A pattern that is right but lets more through than was meant. */
function reachProblems(path: string, text: string, { imageSelectionStrategy }: Subscription): Problem[] {
  const warning = (rule: string, message: string, fix: string): Problem[] => [
    { rule, severity: "warning", path, message, got: shown(text), fix },
  ];
  if (/^(\(\?[a-zA-Z]+\))?\^?(\.[*+]\??)?\$?$/.test(text)) {
    return imageSelectionStrategy === "NewestBuild"
      ? warning(
          "pattern-matches-all",
          "This pattern lets every tag through, so NewestBuild reads every image of the repository, and registries limit that",
          'Match only the tags that are released, for example "^[0-9a-f]{40}$"',
        )
      : [];
  }
  if (/[\^$]|\\[Az]/.test(text) || re2Pattern(text) !== undefined) return [];
  return warning(
    "pattern-not-anchored",
    "This pattern also matches in the middle of a tag",
    `Write ${shown(`^${text}$`)} to match whole tags`,
  );
}

function selectorProblems(path: string, text: string): Problem[] {
  const why = pathSelector(text);
  if (why === undefined) return [];
  return [
    {
      rule: "path-selector",
      severity: "error",
      path,
      message: `Kargo takes this path selector, and it can't work: ${why}`,
      got: shown(text),
      allowed: 'a folder from the repository\'s root, "glob:…" or "regex:…"',
      fix: "Mend the selector",
      source: "Kargo, pkg/pattern/matcher.go",
    },
  ];
}
