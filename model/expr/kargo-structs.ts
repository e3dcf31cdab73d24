/** Kargo's objects as expressions see them: Go's field names, and the CRD's in JSON. */
import { toGo } from "./runtime/border.ts";
import { type Field, GoMap, GoStruct, type Value } from "./runtime/value.ts";

/** What an expression may learn of a Freight; promotion/freight.ts has the same and more. */
export interface ExprFreight {
  readonly origin: ExprOrigin;
  readonly commits?: readonly ExprCommit[];
  readonly images?: readonly ExprImage[];
  readonly charts?: readonly ExprChart[];
  readonly artifacts?: readonly ExprArtifact[];
}

export interface ExprOrigin {
  readonly kind: "Warehouse";
  readonly name: string;
}

export interface ExprCommit {
  readonly repoURL: string;
  readonly id: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly message?: string;
  readonly author?: string;
  readonly committer?: string;
}

export interface ExprImage {
  readonly repoURL: string;
  readonly tag?: string;
  readonly digest?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ExprChart {
  readonly repoURL: string;
  readonly name?: string;
  readonly version: string;
}

export interface ExprArtifact {
  readonly artifactType?: string;
  readonly subscriptionName: string;
  readonly version: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** One field: Go's name, the name in JSON, and whether it is left out when empty. */
type Column = readonly [go: string, json: string, omitEmpty: boolean];

const columns = {
  "v1alpha1.FreightOrigin": [
    ["Kind", "kind", false],
    ["Name", "name", false],
  ],
  "v1alpha1.GitCommit": [
    ["RepoURL", "repoURL", true],
    ["ID", "id", true],
    ["Branch", "branch", true],
    ["Tag", "tag", true],
    ["Message", "message", true],
    ["Author", "author", true],
    ["Committer", "committer", true],
  ],
  "v1alpha1.Image": [
    ["RepoURL", "repoURL", true],
    ["Tag", "tag", true],
    ["Digest", "digest", true],
    ["Annotations", "annotations", true],
  ],
  "v1alpha1.Chart": [
    ["RepoURL", "repoURL", true],
    ["Name", "name", true],
    ["Version", "version", true],
  ],
  "v1alpha1.DiscoveredCommit": [
    ["ID", "id", true],
    ["Branch", "branch", true],
    ["Tag", "tag", true],
    ["Subject", "subject", true],
    ["Author", "author", true],
    ["Committer", "committer", true],
    ["CreatorDate", "creatorDate", true],
  ],
  "v1alpha1.DiscoveredImageReference": [
    ["Tag", "tag", false],
    ["Digest", "digest", false],
    ["Annotations", "annotations", true],
    ["CreatedAt", "createdAt", true],
  ],
  "function.expressionFriendlyArtifactReference": [
    ["ArtifactType", "ArtifactType", false],
    ["SubscriptionName", "SubscriptionName", false],
    ["Version", "Version", false],
    ["Metadata", "Metadata", false],
  ],
} as const satisfies Readonly<Record<string, readonly Column[]>>;

const dates = new Set(["CreatorDate", "CreatedAt"]);

/**
 * The struct of an object. What is left out is Go's zero: the empty text, for a time nil.
 * Source: akuity/kargo v1.11.2, api/v1alpha1 and pkg/expressions/function.
 */
export function kargoStruct(type: keyof typeof columns, from: object): GoStruct {
  const values = from as Readonly<Record<string, unknown>>;
  const fields = new Map<string, Field>();
  for (const [name, json, omitEmpty] of columns[type]) {
    const given = values[json] ?? values[json.charAt(0).toLowerCase() + json.slice(1)];
    fields.set(name, { value: fieldValue(name, given), json, omitEmpty });
  }
  return new GoStruct(type, fields);
}

function fieldValue(name: string, given: unknown): Value {
  if (name === "Annotations") return texts(given as Readonly<Record<string, string>> | undefined);
  if (name === "Metadata") return toGo(given ?? {});
  if (dates.has(name)) return given === undefined ? null : toGo(new Date(given as string | Date));
  return toGo(given ?? "");
}

/** Go's map[string]string, in which a missing key is the empty text. */
export function texts(from: Readonly<Record<string, string>> | undefined): GoMap {
  return new GoMap(new Map(Object.entries(from ?? {})), "map[string]string");
}
