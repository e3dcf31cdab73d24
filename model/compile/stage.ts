import { canonicalDuration } from "../duration.ts";
import type { GraphStage } from "../graph.ts";
import type { Stage } from "../kinds/stage.gen.ts";
import type { KubeObject } from "../object.ts";
import { stageLabels } from "./labels.ts";
import type { PromotionStep } from "./promotion-steps.ts";

/** Kargo's Stage as its webhook stores it: durations in Go's spelling, `direct` left out when it is false. */
export function stage(app: string, node: GraphStage, steps: readonly PromotionStep[]): KubeObject {
  return {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Stage",
    metadata: { name: node.name, namespace: app, labels: stageLabels(app, node) },
    spec: {
      requestedFreight: [{ origin: { kind: "Warehouse", name: node.warehouse }, sources: sources(node) }],
      promotionTemplate: { spec: { steps: [...steps] } },
    },
  } satisfies Stage;
}

type Sources = Stage["spec"]["requestedFreight"][number]["sources"];

function sources({ upstreams, requiredSoakTime }: GraphStage): Sources {
  if (upstreams.length === 0) return { direct: true };
  return {
    stages: [...upstreams],
    // Kargo's default is that one of several is enough
    ...(upstreams.length > 1 && { availabilityStrategy: "All" as const }),
    ...(requiredSoakTime !== undefined && { requiredSoakTime: canonicalDuration(requiredSoakTime) }),
  };
}
