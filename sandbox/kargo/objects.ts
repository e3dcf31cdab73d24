import type { Chart, FreightRequest, GitCommit, Image } from "../../promotion/freight.ts";
import type { PromotionStep, Variable } from "../../promotion/promotion-step.ts";
import type { LiveStepMetadata } from "../../promotion/step-metadata.ts";
import type { LiveObject } from "../cluster/cluster-client.ts";

// The fields of Kargo v1.11.2's objects that the stand-in reads or writes (api/v1alpha1/*_types.go).

export interface Origin {
  readonly kind: string;
  readonly name: string;
}

/** An artifact of a subscription that is neither Git, image nor chart; open source Kargo has no such subscriber. */
export interface OtherArtifact {
  readonly artifactType?: string;
  readonly subscriptionName: string;
  readonly version: string;
  readonly metadata?: unknown;
}

export interface Artifacts {
  readonly commits?: readonly GitCommit[];
  readonly images?: readonly Image[];
  readonly charts?: readonly Chart[];
  readonly artifacts?: readonly OtherArtifact[];
}

export interface FreightReference extends Artifacts {
  readonly name: string;
  readonly origin: Origin;
}

export interface FreightStatus {
  readonly currentlyIn?: Readonly<Record<string, { readonly since?: string }>>;
  readonly verifiedIn?: Readonly<Record<string, { readonly verifiedAt?: string; readonly longestSoak?: string }>>;
  readonly approvedFor?: Readonly<Record<string, { readonly approvedAt?: string }>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface FreightObject extends LiveObject, Artifacts {
  readonly alias?: string;
  readonly discoveredAt?: string;
  readonly origin: Origin;
  readonly status?: FreightStatus;
}

export interface Verification {
  readonly analysisTemplates?: readonly { readonly name: string; readonly kind?: string }[];
  readonly analysisRunMetadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly args?: readonly Variable[];
}

export interface StageSpec {
  readonly shard?: string;
  readonly vars?: readonly Variable[];
  readonly requestedFreight: readonly FreightRequest[];
  readonly promotionTemplate?: {
    readonly spec: { readonly vars?: readonly Variable[]; readonly steps?: readonly PromotionStep[] };
  };
  readonly verification?: Verification;
}

export interface VerificationInfo {
  readonly id: string;
  readonly actor?: string;
  readonly startTime?: string;
  readonly finishTime?: string;
  readonly phase?: string;
  readonly message?: string;
  readonly analysisRun?: { readonly namespace: string; readonly name: string; readonly phase: string };
}

export interface FreightCollection {
  readonly id: string;
  readonly items?: Readonly<Record<string, FreightReference>>;
  readonly verificationHistory?: readonly VerificationInfo[];
}

export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message?: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime?: string;
}

export interface Health {
  readonly status: "Healthy" | "NotApplicable" | "Progressing" | "Unknown" | "Unhealthy";
  readonly issues?: readonly string[];
  readonly output?: unknown;
}

export interface Hold {
  readonly freightName: string;
  readonly origin: Origin;
  readonly promotionName?: string;
  readonly actor?: string;
  readonly createdAt?: string;
}

export interface PromotionReference {
  readonly name: string;
  readonly freight?: FreightReference;
  readonly status?: PromotionStatus;
  readonly finishedAt?: string;
}

export interface StageStatus {
  readonly conditions?: readonly Condition[];
  readonly lastHandledRefresh?: string;
  readonly freightHistory?: readonly FreightCollection[];
  readonly freightSummary?: string;
  readonly health?: Health;
  readonly observedGeneration?: number;
  readonly currentPromotion?: PromotionReference;
  readonly lastPromotion?: PromotionReference;
  readonly autoPromotionEnabled?: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly autoPromotionHolds?: Readonly<Record<string, Hold>>;
  readonly effectiveAutoPromotionHolds?: Readonly<Record<string, Hold>>;
}

export interface StageObject extends LiveObject {
  readonly spec: StageSpec;
  readonly status?: StageStatus;
}

export interface PromotionStatus {
  readonly lastHandledRefresh?: string;
  readonly phase?: string;
  readonly message?: string;
  readonly freight?: FreightReference;
  readonly freightCollection?: FreightCollection;
  readonly healthChecks?: readonly { readonly uses: string; readonly config?: unknown }[];
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly currentStep?: number;
  readonly stepExecutionMetadata?: readonly LiveStepMetadata[];
  readonly state?: Readonly<Record<string, unknown>>;
}

export interface PromotionObject extends LiveObject {
  readonly spec: {
    readonly stage: string;
    readonly freight?: string;
    readonly origin?: Origin;
    readonly vars?: readonly Variable[];
    readonly steps?: readonly PromotionStep[];
  };
  readonly status?: PromotionStatus;
}

/** A Stage without promotion steps only passes Freight on. */
export function isControlFlow({ spec }: StageObject): boolean {
  return (spec.promotionTemplate?.spec.steps?.length ?? 0) === 0;
}
