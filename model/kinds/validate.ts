import { isRecord } from "../json.ts";
import { listed, nearest, perhaps, shown } from "../words.ts";
import { chartSubscriptionSchema } from "./chart-subscription.gen.ts";
import type { SchemaFinding } from "./finding.ts";
import { gitSubscriptionSchema } from "./git-subscription.gen.ts";
import { imageSubscriptionSchema } from "./image-subscription.gen.ts";
import { metadataFindings } from "./metadata.ts";
import { kindSchemas } from "./schemas.gen.ts";
import { stepSchemas } from "./steps.gen.ts";
import { judge } from "./validator.ts";

interface KindSchema {
  readonly group: string;
  readonly version: string;
  readonly schema: string;
}

const kinds = new Map<string, KindSchema>(Object.entries(kindSchemas));
const steps = new Map<string, object>(Object.entries(stepSchemas));
const subscriptions = new Map<string, object>([
  ["chart", chartSubscriptionSchema],
  ["git", gitSubscriptionSchema],
  ["image", imageSubscriptionSchema],
]);

/** Fields that every object may have and no schema of ours describes. */
const ofControllers = ["status", "operation"];
/** Deeper than any of the CRDs: what lies below is nobody's field. */
const deepest = 40;

/**
 * What an API server that knows Kargo, Argo CD and Argo Rollouts would refuse about an object, or drop without a word;
 * nothing for a kind of other groups. What a step's config or a subscription holds isn't looked at: their CRDs don't.
 * `status` and an Application's `operation` belong to controllers and aren't looked at either.
 */
export function validateObject(object: unknown): SchemaFinding[] {
  if (!isRecord(object)) return [];
  const { apiVersion, kind, metadata, ...rest } = object;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
  const [group = "", version = ""] = apiVersion.split("/");
  const known = kinds.get(kind);
  if (known?.group !== group) return misspeltKind(group, kind);
  const wrongVersion: SchemaFinding = {
    path: ["apiVersion"],
    message: `${kind} has no such version`,
    got: shown(apiVersion),
    allowed: `${group}/${known.version}`,
    fix: `Write ${group}/${known.version}`,
  };
  const written = Object.entries(rest).filter(([field]) => !ofControllers.includes(field));
  return [
    ...(version === known.version ? [] : [wrongVersion]),
    ...metadataFindings(kind, metadata),
    ...judge(withoutNulls(Object.fromEntries(written)), {
      name: kind,
      schema: () => JSON.parse(known.schema) as object,
      expressions: false,
    }),
  ];
}

/**
 * What a promotion step's schema says against its config; nothing for a step that Kargo's open source doesn't have.
 * Texts with `${{ }}` pass for any value, as nobody knows yet what comes out of them, unless `evaluated` says that what
 * came out is already in their place.
 */
export function validateStepConfig(uses: string, config: unknown, evaluated = false): SchemaFinding[] {
  const schema = steps.get(uses);
  return schema === undefined
    ? []
    : judge(config ?? {}, { name: `step ${uses}`, schema: () => schema, expressions: !evaluated });
}

/** What the schema of an image, git or chart subscription says against one; nothing for subscriptions of other kinds. */
export function validateSubscription(kind: string, value: unknown): SchemaFinding[] {
  const schema = subscriptions.get(kind);
  return schema === undefined
    ? []
    : judge(value, { name: `subscription ${kind}`, schema: () => schema, expressions: false });
}

/** Kargo's group is small enough to say that a kind isn't in it, when it looks like one that is. */
function misspeltKind(group: string, kind: string): SchemaFinding[] {
  const ofGroup = [...kinds].filter(([, known]) => known.group === group).map(([name]) => name);
  if (group !== "kargo.akuity.io" || nearest(kind, ofGroup) === undefined) return [];
  const fix = perhaps(kind, ofGroup, "");
  return [{ path: ["kind"], message: "Kargo has no such kind", got: shown(kind), allowed: listed(ofGroup), fix }];
}

/** An API server takes a null in a map for a field that isn't there. */
function withoutNulls(value: unknown): unknown {
  const done = new Map<object, unknown>();
  const copy = (part: unknown, depth: number): unknown => {
    if (typeof part !== "object" || part === null || depth > deepest) return part;
    const known = done.get(part);
    if (known !== undefined) return known;
    if (Array.isArray(part)) {
      const list: unknown[] = [];
      done.set(part, list);
      for (const item of part) list.push(copy(item, depth + 1));
      return list;
    }
    const map: Record<string, unknown> = {};
    done.set(part, map);
    for (const [key, item] of Object.entries(part)) {
      if (item !== null) Object.defineProperty(map, key, { value: copy(item, depth + 1), enumerable: true });
    }
    return map;
  };
  return copy(value, 0);
}
