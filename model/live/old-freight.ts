import { goNanoseconds } from "../duration.ts";
import { reasonAnnotation } from "../keys.ts";
import type { ManifestFinding } from "../manifests/finding.ts";
import { fields, string } from "../manifests/reading.ts";
import { oldFreight } from "../rules/g35-old-freight.ts";
import { levelled } from "./excepted.ts";
import type { LiveObject } from "./live-object.ts";
import { type LiveCheck, ofKind, protectedStagesIn } from "./live-project.ts";
import { atOf, liveSettings } from "./rules.ts";

/** Kargo writes the first on what was promoted as a way back, as does `slipway rollback`; the second is for people. */
const reasons = ["kargo.akuity.io/rollback", reasonAnnotation];
const hour = 3_600_000;

/** G35: Promotions to protected Stages of Freight that was older than the settings allow, and that give no reason. */
export function oldFreightOf(check: LiveCheck): ManifestFinding[] {
  const { oldestFreight } = liveSettings(check);
  const longest = Number((goNanoseconds(oldestFreight) ?? 0n) / 1_000_000n);
  if (longest === 0) return [];
  const guarded = protectedStagesIn(check);
  const made = new Map(
    ofKind(check.project, "Freight").map(({ metadata }) => [metadata.name, metadata.creationTimestamp]),
  );
  return ofKind(check.project, "Promotion").flatMap((promotion) => {
    const { stage, freight } = fields(promotion["spec"]);
    if (!guarded.includes(string(stage) ?? "") || hasReason(promotion)) return [];
    // what was cleaned away since can't be judged
    const age = timeOf(promotion.metadata.creationTimestamp) - timeOf(made.get(string(freight) ?? ""));
    if (!(age > longest)) return [];
    const finding = {
      path: ["spec", "freight"],
      message: "Freight this old was promoted to a protected Stage without a reason",
      got: `${Math.floor(age / hour)}h old`,
      allowed: `at most ${oldestFreight}`,
      fix: `${oldFreight.fix}, or write why into the Promotion's annotation ${reasonAnnotation}`,
    };
    const about = { kind: "Promotion", name: string(stage) ?? "", namespace: promotion.metadata.namespace };
    return levelled(oldFreight, check, about, [finding], atOf(promotion, check));
  });
}

function hasReason({ metadata }: LiveObject): boolean {
  return reasons.some((key) => ![undefined, "", "false"].includes(metadata.annotations?.[key]));
}

function timeOf(text: string | undefined): number {
  return text === undefined ? Number.NaN : Date.parse(text);
}
