import { pathSelector } from "../../grammar/path-selector.ts";
import { re2Pattern } from "../../grammar/re2.ts";
import { chartUrl, gitUrl, imageRepository } from "../../grammar/repository.ts";
import { semverConstraint } from "../../grammar/semver.ts";
import { perhaps, shown } from "../../words.ts";
import type { ObjectFinding, Path } from "../finding.ts";
import { pathText } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { type Fields, string } from "../reading.ts";
import { entriesOf, type Subscription, sameRepository, subscriptionKinds, subscriptionsOf } from "../warehouse.ts";

/** What a Warehouse follows. The CRD looks at nothing in here, and admission not at patterns. */
export function checkSubscriptions(object: ManifestObject): ObjectFinding[] {
  if (object.kind !== "Warehouse") return [];
  const subscriptions = subscriptionsOf(object);
  return [
    ...entriesOf(object).flatMap(({ path, value }) => oneKind(path, value)),
    ...subscriptions.flatMap(grammar),
    ...duplicates(subscriptions),
  ];
}

function oneKind(path: Path, value: Fields): ObjectFinding[] {
  const keys = Object.keys(value).filter((key) => value[key] !== null);
  const unknown = keys.filter((key) => !(subscriptionKinds as readonly string[]).includes(key));
  const allowed = subscriptionKinds.join(", ");
  if (keys.length !== 1) {
    const got =
      keys.length === 0
        ? "none"
        : keys
            .slice(0, 5)
            .map((key) => shown(key))
            .join(", ");
    const fix = keys.length === 0 ? "Write one of them" : "Write one entry for each of them";
    const message = "A subscription has exactly one kind";
    return [{ rule: "subscription-kind", path, message, got, allowed, fix }];
  }
  return unknown.map((key) => ({
    rule: "subscription-kind",
    path: [...path, key],
    message: "Kargo has no such kind of subscription",
    got: shown(key),
    allowed,
    fix: perhaps(key, subscriptionKinds, "Write one of them"),
  }));
}

function grammar({ kind, path, value, repoURL }: Subscription): ObjectFinding[] {
  const judge = { image: imageRepository, git: gitUrl, chart: chartUrl }[kind];
  const constraint = kind === "image" ? "constraint" : "semverConstraint";
  const isSemver = kind !== "image" || (value.imageSelectionStrategy ?? "SemVer") === "SemVer";
  return [
    ...refused("repository-url", [...path, "repoURL"], repoURL, judge, "Write the repository's address alone"),
    ...(isSemver
      ? refused(
          "semver-constraint",
          [...path, constraint],
          string(value[constraint]) || undefined,
          semverConstraint,
          "Write for example ^1.2.0; a comma means and, || means or",
        )
      : []),
    ...each(["allowTagsRegexes", "ignoreTagsRegexes"], path, value, (at, text) =>
      refused("regular-expression", at, text, re2Pattern, "Write it in RE2's syntax, as Go's regexp takes it"),
    ),
    ...each(["includePaths", "excludePaths"], path, value, (at, text) =>
      refused("path-selector", at, text, pathSelector, "Write a folder, glob:PATTERN or regex:PATTERN"),
    ),
  ];
}

function each(
  keys: readonly string[],
  path: Path,
  value: Fields,
  check: (path: Path, text: string) => ObjectFinding[],
): ObjectFinding[] {
  return keys.flatMap((key) => {
    const list: readonly unknown[] = Array.isArray(value[key]) ? value[key] : [];
    return list.flatMap((item, index) => (typeof item === "string" ? check([...path, key, index], item) : []));
  });
}

function refused(
  rule: string,
  path: Path,
  text: string | undefined,
  judge: (text: string) => string | undefined,
  fix: string,
): ObjectFinding[] {
  const why = text === undefined ? undefined : judge(text);
  return why === undefined ? [] : [{ rule, path, message: why, got: shown(text), fix }];
}

/** Kargo 1.11.2 takes them, and then every creation of Freight fails: "multiple artifacts found for subscription". */
function duplicates(subscriptions: readonly Subscription[]): ObjectFinding[] {
  const first = new Map<string, Subscription>();
  return subscriptions.flatMap((subscription): ObjectFinding[] => {
    const { kind, repoURL, chart, path } = subscription;
    if (repoURL === undefined) return [];
    const key = `${kind} ${sameRepository(kind, repoURL)} ${chart}`;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, subscription);
      return [];
    }
    return [
      {
        rule: "duplicate-subscription",
        path: [...path, "repoURL"],
        message: `Kargo takes this and then makes no Freight: ${pathText(earlier.path.slice(-3, -1))} follows the same repository`,
        got: shown(repoURL),
        fix: "Follow it once, or from another Warehouse",
      },
    ];
  });
}
