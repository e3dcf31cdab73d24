import type { LiveApplication } from "../kargo/applications.ts";
import type { LiveAnalysisRun, LiveFreight, LivePromotion, LiveStage, LiveWarehouse } from "../kargo/objects.ts";
import type { LiveSwitch } from "./freeze-facts.ts";

/** A Project's live objects at one moment. */
export interface Snapshot {
  readonly project: string;
  readonly stages: readonly LiveStage[];
  readonly freight: readonly LiveFreight[];
  readonly promotions: readonly LivePromotion[];
  readonly warehouses: readonly LiveWarehouse[];
  /** Those that verifications which didn't succeed refer to. */
  readonly analysisRuns: readonly LiveAnalysisRun[];
  /** Undefined when they can't be read: Kargo's own report of them is then used. */
  readonly applications: readonly LiveApplication[] | undefined;
  /** What freezes Stages; left out when it can't be read. */
  readonly switches?: readonly LiveSwitch[];
  /** `repository:tag` → version, of images whose registry was asked. */
  readonly versions: ReadonlyMap<string, string>;
  /** What couldn't be read, in sentences. */
  readonly notes: readonly string[];
}

/** Upstream before downstream, then by name; a Stage in a circle comes last. */
export function inOrder(stages: readonly LiveStage[]): LiveStage[] {
  const names = new Set(stages.map(({ metadata }) => metadata.name));
  const depths = new Map<string, number>();
  let rest = [...stages];
  for (let depth = 0; rest.length > 0; depth += 1) {
    const here = rest.filter((stage) =>
      upstreamsOf(stage).every((name) => !names.has(name) || (depths.get(name) ?? depth) < depth),
    );
    const reached = here.length === 0 ? rest : here;
    for (const { metadata } of reached) depths.set(metadata.name, depth);
    rest = rest.filter((stage) => !reached.includes(stage));
  }
  const depth = (stage: LiveStage) => depths.get(stage.metadata.name) ?? 0;
  return [...stages].sort((a, b) => depth(a) - depth(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
}

export function upstreamsOf(stage: LiveStage): string[] {
  return [...new Set((stage.spec.requestedFreight ?? []).flatMap(({ sources }) => sources.stages ?? []))];
}
