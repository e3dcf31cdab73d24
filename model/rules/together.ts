import { isRecord } from "../json.ts";
import { protectedLabel } from "../keys.ts";
import { type Finding, policyName, type Rule } from "./rule.ts";
import type { RuleSettings } from "./settings.ts";

/** Rules that ask for more where several objects are seen together: {@link settingsTogether}, or a check of their own. */
export function asksTogether({ id, checkAmong }: Rule): boolean {
  return checkAmong !== undefined || settled.has(id);
}

/** Name of the pack's policy that sees all objects of a stack: `g05-real-verification-together`. */
export function togetherName(rule: Rule): string {
  return `${policyName(rule)}-together`;
}

/** Rules with settings that other objects tell. */
const settled = new Set(["G05", "G07"]);

/**
 * What a rule says of one object beside others of its Project.
 *
 * @param among all of them, this one too
 * @param settings with what they tell of each other, see {@link settingsTogether}
 */
export function findingsAmong(
  { check, checkAmong }: Rule,
  object: unknown,
  among: readonly unknown[],
  settings: RuleSettings,
): readonly Finding[] {
  return [...(check?.(object, settings) ?? []), ...(checkAmong?.(object, among, settings) ?? [])];
}

/** Steps that deploy nothing: Freight only passes a Stage that has no others. */
const passing = new Set(["compose-output", "set-metadata"]);

/**
 * Settings that objects of one Project tell about each other: which Stages are protected, by their label, and which feed
 * those. Freight that comes through a Stage that deploys nothing was verified before it, so those before it feed. Takes any
 * data; what can't be read tells nothing here, and is a finding of the rule that judges it.
 */
export function settingsTogether(objects: readonly unknown[], settings: RuleSettings): RuleSettings {
  const stages = objects.flatMap((object) => stageOf(object) ?? []);
  const named = stages.filter(({ isProtected }) => isProtected).map(({ name }) => name);
  const protectedStages = [...new Set([...settings.protectedStages, ...named])];
  const feeding = feedingStages(stages, protectedStages);
  return { ...settings, protectedStages, verifiedStages: [...new Set([...settings.verifiedStages, ...feeding])] };
}

/** Whether an object is of a kind that a rule judges. */
export function isOfKinds({ kinds }: Rule, object: unknown): boolean {
  const { apiVersion, kind } = record(object);
  return kinds.some((each) => each.apiVersion === apiVersion && each.kind === kind);
}

/** The namespace of any object; what isn't known is a place of its own. */
export function namespaceOf(object: unknown): unknown {
  return record(record(object).metadata).namespace;
}

interface KnownStage {
  readonly name: string;
  readonly isProtected: boolean;
  readonly upstreams: readonly string[];
  readonly deploys: boolean;
}

function feedingStages(stages: readonly KnownStage[], protectedStages: readonly string[]): readonly string[] {
  const byName = Map.groupBy(stages, ({ name }) => name);
  const feeding = new Set<string>();
  const asked = new Set<string>(protectedStages);
  // a Set's iterator also gives what is added on the way
  for (const name of asked)
    for (const upstream of (byName.get(name) ?? []).flatMap(({ upstreams }) => upstreams)) {
      const known = byName.get(upstream) ?? [];
      if (known.length > 0 && known.every(({ deploys }) => !deploys)) asked.add(upstream);
      else feeding.add(upstream);
    }
  return [...feeding].filter((name) => byName.has(name));
}

function stageOf(object: unknown): KnownStage | undefined {
  if (!isRecord(object) || object.kind !== "Stage" || !String(object.apiVersion).startsWith("kargo.akuity.io/")) return;
  const metadata = record(object.metadata);
  if (typeof metadata.name !== "string") return;
  const spec = record(object.spec);
  const { steps } = record(record(spec.promotionTemplate).spec);
  const requests: readonly unknown[] = Array.isArray(spec.requestedFreight) ? spec.requestedFreight : [];
  return {
    name: metadata.name,
    isProtected: record(metadata.labels)[protectedLabel] === "true",
    upstreams: requests.flatMap((request) => {
      const { stages } = record(record(request).sources);
      return Array.isArray(stages) ? stages.filter((each) => typeof each === "string") : [];
    }),
    deploys: Array.isArray(steps) && steps.some((step) => !passing.has(String(record(step).uses))),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
