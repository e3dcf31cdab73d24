import { listed, shown } from "../../words.ts";
import type { ManifestFinding } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { fields, items, string } from "../reading.ts";
import type { Catalog } from "./catalog.ts";

const base = ["spec", "verification", "analysisTemplates"];

/** AnalysisTemplates of verifications, and their arguments. Source: Kargo, pkg/rollouts/analysis_template.go. */
export function analysisReferences(catalog: Catalog): ManifestFinding[] {
  return catalog.of("Stage").flatMap((stage) => {
    const templates = items(fields(fields(stage.value.spec).verification).analysisTemplates, base);
    const found = templates.map(({ path, value }) => {
      const name = string(value.name) ?? "";
      const isCluster = value.kind === "ClusterAnalysisTemplate";
      const kind = isCluster ? "ClusterAnalysisTemplate" : "AnalysisTemplate";
      const candidates = isCluster
        ? catalog.of(kind).filter((template) => template.name === name)
        : catalog.named(kind, name, stage.namespace);
      // a cluster's own templates are seldom kept with a Project
      const isMissing = candidates.length === 0 && name !== "" && !isCluster;
      return { candidates, path: [...path, "name"], kind, name, isMissing };
    });
    const missing = found.filter(({ isMissing }) => isMissing);
    if (missing.length > 0)
      return missing.map(({ path, kind, name }) =>
        catalog.missing(stage, path, "unknown-analysis-template", kind, name),
      );
    const known = found.flatMap(({ candidates }) => (candidates.length === 1 ? candidates : []));
    return known.length === found.length && known.length > 0 ? argumentsOf(stage, known) : [];
  });
}

function argumentsOf(stage: ManifestObject, templates: readonly ManifestObject[]): ManifestFinding[] {
  const declared = new Map<string, boolean>();
  for (const template of templates) {
    for (const { value } of items(fields(template.value.spec).args, [])) {
      const name = string(value.name);
      const hasValue = value.value !== undefined || value.valueFrom !== undefined;
      if (name !== undefined) declared.set(name, (declared.get(name) ?? false) || hasValue);
    }
  }
  const given = items(fields(fields(stage.value.spec).verification).args, ["spec", "verification", "args"]);
  const valued = new Set(given.flatMap(({ value }) => (value.value === "" ? [] : (string(value.name) ?? []))));
  const names = templates.map(({ name }) => name).join(", ");
  return [
    ...given.flatMap(({ path, value }) => {
      const name = string(value.name);
      if (name === undefined || declared.has(name)) return [];
      return [
        stage.at({
          rule: "analysis-argument",
          severity: "warning",
          path: [...path, "name"],
          message: `${names} declares no such argument, so it is dropped`,
          got: shown(name),
          allowed: listed([...declared.keys()], "none is declared"),
          fix: "Declare it under the template's spec.args, or remove it",
        }),
      ];
    }),
    ...[...declared]
      .filter(([name, hasValue]) => !hasValue && !valued.has(name))
      .map(([name]) =>
        stage.at({
          rule: "analysis-argument",
          path: ["spec", "verification", "args"],
          message: `${names} asks for an argument that the Stage doesn't give: every verification ends in an error`,
          got: shown(name),
          fix: `Add ${shown(name)} to spec.verification.args, or give it a value in the template`,
        }),
      ),
  ];
}
