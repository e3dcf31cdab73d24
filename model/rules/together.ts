import { isRecord } from "../json.ts";
import { protectedLabel } from "../keys.ts";
import type { RuleSettings } from "./settings.ts";

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
