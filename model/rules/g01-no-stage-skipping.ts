import { isRecord } from "../json.ts";
import { protectedLabel } from "../keys.ts";
import { shown } from "../words.ts";
import { type Finding, type Rule, type RuleSettings, unknownValue } from "./rule.ts";

/** G01: see its title and why below. */
export const noStageSkipping: Rule = {
  id: "G01",
  name: "no-stage-skipping",
  title: "A protected Stage never takes Freight straight from a Warehouse",
  severity: "critical",
  why: "Freight straight from a Warehouse was verified nowhere: `direct` makes Kargo skip every upstream Stage, its verification and its soak time",
  kinds: [{ apiVersion: "kargo.akuity.io/v1alpha1", kind: "Stage" }],
  backEnds: ["check", "policy"],
  check: (stage, settings) => {
    const guard = isProtected(stage, settings);
    if (guard === false) return [];
    return guard === true ? sourcesOf(stage) : [guard];
  },
  fix: "Feed it from an upstream Stage instead, or don't protect it",
  source: "Kargo, api/v1alpha1/stage_types.go, IsFreightAvailable",
};

/** Whether the Stage is protected; a finding when that can't be told. */
function isProtected(stage: unknown, settings: RuleSettings): boolean | Finding {
  const metadata = isRecord(stage) ? stage.metadata : stage;
  if (!isRecord(metadata)) return unseen("metadata", metadata);
  const { name, labels } = metadata;
  if (typeof name !== "string") return unseen("metadata.name", name);
  if (settings.protectedStages.includes(name)) return true;
  if (labels === undefined || labels === null) return false;
  if (!isRecord(labels)) return unseen("metadata.labels", labels);
  const label = labels[protectedLabel];
  return label === unknownValue ? unseen(`metadata.labels["${protectedLabel}"]`, label) : label === "true";
}

function sourcesOf(stage: unknown): readonly Finding[] {
  const spec = isRecord(stage) ? stage.spec : stage;
  if (!isRecord(spec)) return [unseen("spec", spec)];
  const { requestedFreight } = spec;
  if (!Array.isArray(requestedFreight)) return [unseen("spec.requestedFreight", requestedFreight)];
  return requestedFreight.flatMap((request: unknown, index) => {
    const path = `spec.requestedFreight[${index}]`;
    if (!isRecord(request)) return [unseen(path, request)];
    if (!isRecord(request.sources)) return [unseen(`${path}.sources`, request.sources)];
    const { direct } = request.sources;
    if (direct === undefined || direct === false) return [];
    if (direct !== true) return [unseen(`${path}.sources.direct`, direct)];
    return [
      {
        path: `${path}.sources.direct`,
        message: "A protected Stage takes Freight straight from a Warehouse",
        got: "true",
      },
    ];
  });
}

function unseen(path: string, value: unknown): Finding {
  return {
    path,
    message: "A value this rule judges isn't a plain value known at preview, so the rule can't be shown to hold",
    got: value === unknownValue ? "unknown" : shown(value),
  };
}
