import { protectedLabel } from "../../keys.ts";
import { realVerification } from "../../rules/g05-real-verification.ts";
import { noAutoPromotion } from "../../rules/g07-no-auto-promotion.ts";
import { type ManifestFinding, valueAt } from "../finding.ts";
import { levelOf, ruleFindings, ruleSettingsOf } from "../guards.ts";
import type { ManifestObject } from "../object.ts";
import { fields } from "../reading.ts";
import type { CheckSettings } from "../settings.ts";
import { requestsOf } from "../stage.ts";
import type { Catalog } from "./catalog.ts";

/** Guard rules whose settings other manifests tell: which Stages are protected, and which feed those. */
export function guardReferences(catalog: Catalog, settings: CheckSettings): ManifestFinding[] {
  const known = ruleSettingsOf(settings);
  const isProtected = (stage: ManifestObject) =>
    known.protectedStages.includes(stage.name) ||
    fields(fields(stage.value.metadata).labels)[protectedLabel] === "true";
  const automatic = catalog.of("ProjectConfig").flatMap((config) => {
    const labelled = catalog.within("Stage", config.namespace).filter(isProtected);
    const names = [...new Set([...known.protectedStages, ...labelled.map(({ name }) => name)])];
    const asked = { ...known, protectedStages: names };
    return told(config, ruleFindings(noAutoPromotion, config, asked, levelOf(noAutoPromotion, settings)));
  });
  const verified = catalog.of("Stage").flatMap((stage) => {
    const feeds = catalog
      .within("Stage", stage.namespace)
      .some((other) => isProtected(other) && upstreamsOf(other).includes(stage.name));
    const isNamed = known.verifiedStages.includes(stage.name);
    if (!feeds && !isNamed) return [];
    const level = levelOf(realVerification, settings);
    // nobody said so of this Stage, and a team may verify before this one
    const gentle = isNamed || settings.guards?.levels[realVerification.id] !== undefined ? level : "warn";
    return told(stage, ruleFindings(realVerification, stage, { ...known, verifiedStages: [stage.name] }, gentle));
  });
  return [...automatic, ...verified];
}

function upstreamsOf(stage: ManifestObject): readonly string[] {
  return requestsOf(stage).flatMap(({ stages }) => stages.map(({ name }) => name));
}

function told(object: ManifestObject, findings: ReturnType<typeof ruleFindings>): ManifestFinding[] {
  return findings.filter(({ path }) => valueAt(object.value, path) !== undefined).map((finding) => object.at(finding));
}
