import { RE2JS } from "re2js";
import { UserError } from "../../../model/problem.ts";
import { readVersion } from "./semver.ts";
import { constraintCheck } from "./semver-constraint.ts";

/** What a subscription says of tags, of images and of commits alike. */
export interface TagRules {
  readonly allowTagsRegexes?: readonly string[];
  readonly ignoreTagsRegexes?: readonly string[];
  readonly allowTags?: string;
  readonly ignoreTags?: readonly string[];
}

/**
 * Whether a tag counts at all: none of the ignored patterns fits it, and one of the allowed ones, if there are any.
 * Source: kargo v1.11.2, pkg/image/tag_based_selector.go and pkg/controller/git/commit/tag_based_selector.go.
 *
 * @throws UserError when Kargo couldn't use the rules either
 */
export function tagFilter({
  allowTagsRegexes = [],
  ignoreTagsRegexes = [],
  allowTags,
  ignoreTags,
}: TagRules): (tag: string) => boolean {
  const removed = (old: string) =>
    new UserError(`${old} is deprecated and unsupported as of v1.11.0; use ${old}Regexes instead`);
  if (allowTags) throw removed("AllowTags");
  if (ignoreTags && ignoreTags.length > 0) throw removed("IgnoreTags");
  const [allowed, ignored] = [allowTagsRegexes, ignoreTagsRegexes].map((patterns) => patterns.map(compiled));
  const fits = (patterns: readonly RE2JS[] = [], tag: string) =>
    patterns.some((pattern) => pattern.matcher(tag).find());
  return (tag) => !fits(ignored, tag) && (allowTagsRegexes.length === 0 || fits(allowed, tag));
}

function compiled(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new UserError(`error compiling regular expression ${JSON.stringify(pattern)}: ${(error as Error).message}`);
  }
}

/** Whether a tag is a version that meets a constraint. */
export function versionFilter(constraint: string | undefined, strict: boolean): (tag: string) => boolean {
  const meets = constraintCheck(constraint ?? "");
  return (tag) => {
    const version = readVersion(tag, strict);
    return version !== undefined && meets(version);
  };
}
