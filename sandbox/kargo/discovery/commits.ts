import { type DiscoveredCommit as ExprCommit, passesGitFilter } from "../../../model/expr/warehouse-expressions.ts";
import { timestamp } from "../../../model/timestamp.ts";
import { pathMatcher } from "../name-pattern.ts";
import { greatestFirst, readVersion, type Version } from "./semver.ts";
import { type TagRules, tagFilter, versionFilter } from "./tag-filter.ts";

/** A Git subscription of a Warehouse. */
export interface GitSubscription extends TagRules {
  readonly repoURL: string;
  readonly commitSelectionStrategy?: string;
  readonly branch?: string;
  readonly semverConstraint?: string;
  readonly strictSemvers?: boolean;
  readonly includePaths?: readonly string[];
  readonly excludePaths?: readonly string[];
  readonly expressionFilter?: string;
  readonly since?: string;
  readonly discoveryLimit?: number;
  readonly insecureSkipTLSVerify?: boolean;
}

export interface CommitFacts {
  readonly id: string;
  readonly date: Date;
  readonly author: string;
  readonly committer: string;
  readonly subject: string;
}

export interface TagFacts extends CommitFacts {
  readonly tag: string;
  readonly tagger: string;
  readonly annotation: string;
}

/** Kargo's `status.discoveredArtifacts.git[].commits`. */
export interface DiscoveredCommit extends ExprCommit {
  readonly creatorDate: string;
}

/** A clone, as far as a selection looks into it. */
export interface Clone {
  /** First parents of the branch, newest first. */
  commits(range: {
    readonly skip: number;
    readonly limit: number;
    readonly since?: string;
  }): Promise<readonly CommitFacts[]>;
  /** Newest first. */
  tags(): Promise<readonly TagFacts[]>;
  /** Paths that a commit changed against its first parent. */
  paths(id: string): Promise<readonly string[]>;
}

/** The commits a subscription finds. Source: kargo v1.11.2, pkg/controller/git/commit. */
export async function selectCommits(subscription: GitSubscription, clone: Clone): Promise<DiscoveredCommit[]> {
  const { commitSelectionStrategy: strategy = "NewestFromBranch", branch } = subscription;
  if (strategy !== "NewestFromBranch") return (await selectTags(subscription, strategy, clone)).map(discoveredTag);
  const commits = await selectFromBranch(subscription, clone);
  return commits.map((commit) => ({ ...discovered(commit), ...(branch && { branch }) }));
}

async function selectFromBranch(subscription: GitSubscription, clone: Clone): Promise<CommitFacts[]> {
  const { discoveryLimit: limit = 20, since, expressionFilter = "" } = subscription;
  const touches = pathFilter(subscription);
  const selected: CommitFacts[] = [];
  for (let skip = 0, batch = limit; ; skip += batch, batch = Math.min(batch * 2, 1000)) {
    const commits = await clone.commits({ skip, limit: batch, ...(since && { since }) });
    if (commits.length === 0) return selected;
    if (!touches && !expressionFilter) return commits.slice(0, limit);
    for (const commit of commits) {
      const { date: commitDate, ...variables } = commit;
      if (!(await passesGitFilter(expressionFilter, { ...variables, commitDate }))) continue;
      if (touches && !touches(await clone.paths(commit.id))) continue;
      selected.push(commit);
      if (selected.length >= limit) return selected;
    }
  }
}

async function selectTags(subscription: GitSubscription, strategy: string, clone: Clone): Promise<TagFacts[]> {
  const { semverConstraint, strictSemvers = true, expressionFilter = "", discoveryLimit: limit = 20 } = subscription;
  const allowed = tagFilter(subscription);
  const isVersion = strategy === "SemVer" ? versionFilter(semverConstraint, strictSemvers) : () => true;
  let tags: TagFacts[] = [];
  for (const tag of await clone.tags()) {
    const { date: creatorDate, ...variables } = tag;
    if (
      allowed(tag.tag) &&
      isVersion(tag.tag) &&
      (await passesGitFilter(expressionFilter, { ...variables, creatorDate }))
    )
      tags.push(tag);
  }
  if (strategy === "Lexical") tags.sort((a, b) => Buffer.compare(Buffer.from(b.tag), Buffer.from(a.tag)));
  else if (strategy === "SemVer") {
    const version = (tag: TagFacts) => readVersion(tag.tag, strictSemvers) as Version;
    tags.sort((a, b) => greatestFirst(version(a), version(b)));
  } else if (strategy !== "NewestTag") {
    throw new Error(`no selector for commit selection strategy ${JSON.stringify(strategy)}`);
  }
  const touches = pathFilter(subscription);
  if (touches) {
    const touching: TagFacts[] = [];
    for (const tag of tags) {
      if (touching.length >= limit) break;
      if (touches(await clone.paths(tag.id))) touching.push(tag);
    }
    tags = touching;
  }
  return tags.slice(0, limit);
}

/** Whether one of a commit's paths is included and not excluded; undefined when a subscription says nothing of paths. */
function pathFilter({ includePaths = [], excludePaths = [] }: GitSubscription) {
  if (includePaths.length + excludePaths.length === 0) return undefined;
  const [included, excluded] = [includePaths.map(pathMatcher), excludePaths.map(pathMatcher)];
  const any = (matchers: readonly ((path: string) => boolean)[], path: string) => matchers.some((fits) => fits(path));
  return (paths: readonly string[]) =>
    paths.some((path) => (included.length === 0 || any(included, path)) && !any(excluded, path));
}

function discovered({ id, subject, author, committer, date }: CommitFacts): DiscoveredCommit {
  const short = Buffer.byteLength(subject) > 80 ? `${Buffer.from(subject).subarray(0, 77).toString()}...` : subject;
  const texts = { subject: short, author, committer };
  const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
  return { id, ...given, creatorDate: timestamp(date) };
}

function discoveredTag(tag: TagFacts): DiscoveredCommit {
  return { ...discovered(tag), tag: tag.tag };
}
