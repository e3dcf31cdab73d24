import { canonicalDuration } from "../duration.ts";
import type { GraphRequest, GraphStage } from "../graph.ts";
import type { Stage } from "../kinds/stage.gen.ts";
import type { KubeObject } from "../object.ts";
import { stageLabels } from "./labels.ts";
import type { PromotionStep } from "./promotion/input.ts";
import type { CompiledVerification } from "./verification.ts";

type Variables = readonly { readonly name: string; readonly value: string }[];

/** What a Stage has beside its place in the graph. */
export interface StageParts {
  /** None: a control-flow Stage. */
  readonly steps: readonly PromotionStep[];
  readonly templateVars: Variables;
  readonly vars: Variables;
  readonly shard: string | undefined;
  readonly verification: CompiledVerification["spec"] | undefined;
}

/** Kargo's Stage as its webhook stores it: durations in Go's spelling, `direct` left out when it is false. */
export function stage(app: string, node: GraphStage, parts: StageParts): KubeObject {
  const { steps, templateVars, vars, shard, verification } = parts;
  const template = { ...(templateVars.length > 0 && { vars: [...templateVars] }), steps: steps.map(withLists) };
  return {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Stage",
    metadata: { name: node.name, namespace: app, labels: stageLabels(app, node) },
    spec: {
      ...(shard !== undefined && { shard }),
      ...(vars.length > 0 && { vars: [...vars] }),
      requestedFreight: node.requests.map((request) => ({
        origin: { kind: "Warehouse", name: request.warehouse },
        sources: sources(request),
      })),
      ...(steps.length > 0 && { promotionTemplate: { spec: template } }),
      ...(verification && { verification }),
    },
  } satisfies Stage;
}

function withLists({ vars, ...step }: PromotionStep) {
  return { ...step, ...(vars && { vars: [...vars] }) };
}

type Sources = Stage["spec"]["requestedFreight"][number]["sources"];

function sources({ upstreams, requiredSoakTime, availabilityStrategy, matchUpstream }: GraphRequest): Sources {
  if (upstreams.length === 0) return { direct: true };
  return {
    stages: [...upstreams],
    // Kargo's default is that one of several is enough
    ...(upstreams.length > 1 && { availabilityStrategy }),
    ...(requiredSoakTime !== undefined && { requiredSoakTime: canonicalDuration(requiredSoakTime) }),
    ...(matchUpstream && { autoPromotionOptions: { selectionPolicy: "MatchUpstream" as const } }),
  };
}
