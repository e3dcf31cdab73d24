/** Expressions of a Warehouse, which are bare: whether Freight is made, and which commits and tags are looked at. */

import type { Natives } from "./environment.ts";
import { EvaluationError, type ExprEnvironment, evaluateToGo, parsed } from "./evaluate.ts";
import { counted, text } from "./kargo-functions.ts";
import { type ExprArtifact, kargoStruct } from "./kargo-structs.ts";
import { normalized } from "./repositories.ts";
import { format } from "./runtime/go-format.ts";

/** A Warehouse's `status.discoveredArtifacts`, the newest first. */
export interface DiscoveredArtifacts {
  readonly git?: readonly { readonly repoURL: string; readonly commits: readonly DiscoveredCommit[] }[];
  readonly images?: readonly { readonly repoURL: string; readonly references: readonly DiscoveredImage[] }[];
  readonly charts?: readonly {
    readonly repoURL: string;
    readonly name?: string;
    readonly versions: readonly string[];
  }[];
  readonly results?: readonly { readonly name: string; readonly artifactReferences: readonly ExprArtifact[] }[];
}

export interface DiscoveredCommit {
  readonly id: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly subject?: string;
  readonly author?: string;
  readonly committer?: string;
  readonly creatorDate?: string | Date;
}

export interface DiscoveredImage {
  readonly tag: string;
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly createdAt?: string | Date;
}

/**
 * Whether a Warehouse's `freightCreationCriteria.expression` lets it make Freight of what it found. Without an
 * expression, or without commits, images and charts, it does.
 * Source: akuity/kargo v1.11.2, pkg/controller/warehouses/warehouses.go.
 *
 * @throws EvaluationError when the expression fails or doesn't come to true or false
 */
export async function freightCreationAllowed(expression: string, found: DiscoveredArtifacts): Promise<boolean> {
  const trimmed = expression.trim();
  const nothing = [found.git, found.images, found.charts].every((list) => list === undefined || list.length === 0);
  if (trimmed === "" || nothing) return true;
  return criterion(trimmed, { variables: {}, functions: {}, natives: discoveredFunctions(found) });
}

/** What a Git subscription's `expressionFilter` knows of a commit of a branch. */
export interface CommitFacts {
  readonly id: string;
  readonly commitDate: Date;
  readonly author: string;
  readonly committer: string;
  readonly subject: string;
}

/** What it knows of a tag, with the tag strategies. */
export interface TagFacts {
  readonly tag: string;
  readonly id: string;
  readonly creatorDate: Date;
  readonly author: string;
  readonly committer: string;
  readonly subject: string;
  readonly tagger: string;
  readonly annotation: string;
}

/**
 * Whether a commit or a tag passes a subscription's `expressionFilter`; an empty one lets all pass.
 * Source: akuity/kargo v1.11.2, pkg/controller/git/commit.
 *
 * @throws EvaluationError as freightCreationAllowed
 */
export async function passesGitFilter(expression: string, facts: CommitFacts | TagFacts): Promise<boolean> {
  return expression === "" || criterion(expression, { variables: { ...facts }, functions: {} });
}

async function criterion(expression: string, env: ExprEnvironment): Promise<boolean> {
  const value = await evaluateToGo(parsed(expression), env);
  if (typeof value === "boolean") return value;
  const written = format(value);
  if (["1", "t", "T", "TRUE", "true", "True"].includes(written)) return true;
  if (["0", "f", "F", "FALSE", "false", "False"].includes(written)) return false;
  throw new EvaluationError(`the expression comes to neither true nor false: parsing "${written}"`, 0);
}

function discoveredFunctions(found: DiscoveredArtifacts): Natives {
  return {
    commitFrom: counted("commitFrom", 1, 1, ([url]) => {
      const repoURL = normalized.git(text("first argument", url));
      const all = (found.git ?? []).filter((one) => normalized.git(one.repoURL) === repoURL);
      const commit = all.find((one) => one.commits.length > 0)?.commits[0];
      return commit === undefined ? null : kargoStruct("v1alpha1.DiscoveredCommit", commit);
    }),
    imageFrom: counted("imageFrom", 1, 1, ([url]) => {
      const repoURL = normalized.images(text("first argument", url));
      const all = (found.images ?? []).filter((one) => normalized.images(one.repoURL) === repoURL);
      const image = all.find((one) => one.references.length > 0)?.references[0];
      return image === undefined ? null : kargoStruct("v1alpha1.DiscoveredImageReference", image);
    }),
    chartFrom: counted("chartFrom", 1, 2, ([url, name]) => {
      const repoURL = normalized.charts(text("first argument", url));
      const wanted = name === undefined ? "" : text("second argument", name);
      const chart = (found.charts ?? []).find(
        (one) =>
          normalized.charts(one.repoURL) === repoURL &&
          (wanted === "" || (one.name ?? "") === wanted) &&
          one.versions.length > 0,
      );
      if (chart === undefined) return null;
      return kargoStruct("v1alpha1.Chart", { repoURL, name: chart.name, version: chart.versions[0] });
    }),
    artifactFrom: counted("artifactFrom", 1, 1, ([name]) => {
      const sought = text("first argument", name);
      const all = (found.results ?? []).filter((one) => one.name === sought && one.artifactReferences.length > 0);
      const artifact = all.at(-1)?.artifactReferences[0]; // upstream goes on looking: the last wins
      return artifact === undefined ? null : kargoStruct("function.expressionFriendlyArtifactReference", artifact);
    }),
  };
}
