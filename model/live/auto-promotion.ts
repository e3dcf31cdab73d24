import type { ManifestFinding } from "../manifests/finding.ts";
import { fields, items } from "../manifests/reading.ts";
import { selects } from "../manifests/references/policies.ts";
import { noAutoPromotion } from "../rules/g07-no-auto-promotion.ts";
import { listed } from "../words.ts";
import { levelled } from "./excepted.ts";
import type { LiveObject } from "./live-object.ts";
import { type LiveCheck, ofKind, protectedStagesIn } from "./live-project.ts";
import { atOf } from "./rules.ts";

/**
 * G07 of a cluster, where a policy's labels can be compared with those that Stages have: the first policy that selects a
 * protected Stage doesn't promote it. What can't be read counts as selecting.
 */
export function autoPromotionOf(check: LiveCheck): ManifestFinding[] {
  const stages = protectedStagesIn(check).flatMap((name) => {
    const live = ofKind(check.project, "Stage").find(({ metadata }) => metadata.name === name);
    // Freight only passes through a Stage without steps, and no policy promotes it
    if (live !== undefined && isControlFlow(live)) return [];
    return [{ name, value: live ?? {} }];
  });
  return ofKind(check.project, "ProjectConfig").flatMap((config) => {
    const decided = new Set<string>();
    const found = items(fields(config.spec).promotionPolicies, ["spec", "promotionPolicies"]).flatMap(
      ({ path, value }) => {
        const promotes = value.autoPromotionEnabled === true;
        const selected = stages
          .filter(({ name }) => !decided.has(name))
          .filter((stage) => selects(value, stage) ?? promotes);
        for (const { name } of selected) decided.add(name);
        if (!promotes || selected.length === 0) return [];
        const message = `This policy promotes ${listed(selected.map(({ name }) => name))} automatically`;
        return [{ path: [...path, "autoPromotionEnabled"], message, got: "true", fix: noAutoPromotion.fix }];
      },
    );
    const { name, namespace } = config.metadata;
    return levelled(noAutoPromotion, check, { kind: "ProjectConfig", name, namespace }, found, atOf(config, check));
  });
}

function isControlFlow({ spec }: LiveObject): boolean {
  return items(fields(fields(fields(spec).promotionTemplate).spec).steps, []).length === 0;
}
