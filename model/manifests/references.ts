import { inOrder, type ManifestFinding } from "./finding.ts";
import { analysisReferences } from "./references/analysis.ts";
import { applicationReferences } from "./references/applications.ts";
import { Catalog, type Manifests } from "./references/catalog.ts";
import { graphFindings } from "./references/graph.ts";
import { guardReferences } from "./references/guards.ts";
import { namespaceReferences } from "./references/namespaces.ts";
import { policyReferences } from "./references/policies.ts";
import { repositoryReferences } from "./references/repositories.ts";
import { stageReferences } from "./references/stages.ts";
import { taskReferences } from "./references/tasks.ts";
import type { CheckSettings } from "./settings.ts";

const checks: readonly ((catalog: Catalog) => readonly ManifestFinding[])[] = [
  stageReferences,
  graphFindings,
  taskReferences,
  analysisReferences,
  applicationReferences,
  policyReferences,
  namespaceReferences,
  repositoryReferences,
];

/**
 * What only several objects together tell. A name that leads nowhere is an error only where its Project is among the
 * objects, since then all of it ought to be.
 *
 * @param settings without them no guard rule is asked
 */
export function checkReferences(manifests: Manifests, settings?: CheckSettings): ManifestFinding[] {
  const catalog = new Catalog(manifests);
  const guards = settings === undefined ? [] : guardReferences(catalog, settings);
  return inOrder([...checks.flatMap((check) => check(catalog)), ...guards]);
}
