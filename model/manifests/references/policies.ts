import { nameMatches } from "../../grammar/stage-name-pattern.ts";
import { isRecord } from "../../json.ts";
import { listed } from "../../words.ts";
import { type ManifestFinding, pathText } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { type Fields, fields, items, string } from "../reading.ts";
import type { Catalog } from "./catalog.ts";

/** Promotion policies that select no Stage, or only Stages that an earlier policy takes. Source: Kargo, pkg/api/auto_promotion.go. */
export function policyReferences(catalog: Catalog): ManifestFinding[] {
  return catalog.of("ProjectConfig").flatMap((config) => {
    const stages = catalog.within("Stage", config.namespace);
    if (!catalog.isWhole(config.namespace) || stages.length === 0) return [];
    return ofConfig(config, stages);
  });
}

function ofConfig(config: ManifestObject, stages: readonly ManifestObject[]): ManifestFinding[] {
  const taken = new Map<ManifestObject, number>();
  const path = ["spec", "promotionPolicies"];
  return items(fields(config.value.spec).promotionPolicies, path).flatMap(({ path: at, value }, index) => {
    const selected = stages.map((stage) => ({ stage, selects: selects(value, stage) }));
    if (selected.some((each) => each.selects === undefined)) return [];
    const mine = selected.filter((each) => each.selects === true).map(({ stage }) => stage);
    const free = mine.filter((stage) => !taken.has(stage));
    for (const stage of free) taken.set(stage, index);
    if (free.length > 0) return [];
    const [first] = mine;
    const common = { severity: "warning" as const, path: at };
    if (first === undefined) {
      const names = listed([...new Set(stages.map(({ name }) => name))].slice(0, 10));
      const message = "This policy selects none of the Project's Stages";
      return [
        config.at({ ...common, rule: "unused-policy", message, allowed: names, fix: "Name a Stage, or remove it" }),
      ];
    }
    return [
      config.at({
        ...common,
        rule: "shadowed-policy",
        message: `The first policy that selects a Stage wins, and ${pathText([...path.slice(1), taken.get(first) ?? 0])} selects all of these before`,
        got: listed(mine.map(({ name }) => name).slice(0, 10)),
        fix: "Put this policy first, or remove it",
      }),
    ];
  });
}

/** Whether a promotion policy selects a Stage; undefined when that can't be told. */
export function selects(policy: Fields, stage: Pick<ManifestObject, "name" | "value">): boolean | undefined {
  const selector = isRecord(policy.stageSelector) ? fields(policy.stageSelector) : { name: policy.stage };
  const name = string(selector.name);
  const byName = name === undefined || name === "" ? true : nameMatches(name, stage.name);
  const byLabels = labelsMatch(selector, fields(fields(stage.value.metadata).labels));
  if (byName === false || byLabels === false) return false;
  return byName === undefined || byLabels === undefined ? undefined : true;
}

/** As Kubernetes selects: every label and every expression must hold. */
function labelsMatch(selector: Fields, labels: Fields): boolean | undefined {
  if (!Object.entries(fields(selector.matchLabels)).every(([key, value]) => labels[key] === value)) return false;
  const held = items(selector.matchExpressions, []).map(({ value }) => expressionHolds(value, labels));
  if (held.includes(false)) return false;
  return held.includes(undefined) ? undefined : true;
}

function expressionHolds({ key, operator, values }: Fields, labels: Fields): boolean | undefined {
  if (typeof key !== "string") return undefined;
  const label = labels[key];
  const among = Array.isArray(values) && label !== undefined && values.includes(label);
  switch (operator) {
    case "In":
      return among;
    case "NotIn":
      return !among;
    case "Exists":
      return label !== undefined;
    case "DoesNotExist":
      return label === undefined;
    default:
      return undefined;
  }
}
