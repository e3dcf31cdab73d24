/**
 * Kargo's live objects, as far as commands read them. Every part of a status may be missing: controllers fill it when
 * they get to it. Source: akuity/kargo v1.11.2, api/v1alpha1.
 */
import type { FreightOrigin, FreightRequest } from "../../promotion/freight.ts";
import type { LiveStepMetadata } from "../../promotion/step-metadata.ts";

export interface LiveMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly creationTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface LiveImage {
  readonly repoURL?: string;
  readonly tag?: string;
  readonly digest?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface LiveCommit {
  readonly repoURL?: string;
  readonly id?: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly message?: string;
  readonly author?: string;
}

export interface LiveChart {
  readonly repoURL?: string;
  readonly name?: string;
  readonly version?: string;
}

/** What Freight carries, also where a Stage keeps a copy of it. */
export interface FreightReference {
  readonly name?: string;
  readonly origin?: FreightOrigin;
  readonly commits?: readonly LiveCommit[];
  readonly images?: readonly LiveImage[];
  readonly charts?: readonly LiveChart[];
}

export interface LiveFreight extends FreightReference {
  readonly metadata: LiveMeta;
  readonly alias?: string;
  readonly discoveredAt?: string;
  readonly origin?: FreightOrigin;
  readonly status?: {
    readonly currentlyIn?: Readonly<Record<string, { readonly since?: string }>>;
    readonly verifiedIn?: Readonly<Record<string, { readonly verifiedAt?: string; readonly longestSoak?: string }>>;
    readonly approvedFor?: Readonly<Record<string, { readonly approvedAt?: string }>>;
  };
}

export interface VerificationInfo {
  readonly id?: string;
  readonly phase?: string;
  readonly message?: string;
  readonly startTime?: string;
  readonly finishTime?: string;
  readonly analysisRun?: { readonly namespace?: string; readonly name?: string; readonly phase?: string };
}

/** What a Stage held at one time, by origin (`Warehouse/main`). */
export interface FreightCollection {
  readonly id?: string;
  readonly items?: Readonly<Record<string, FreightReference>>;
  /** Newest first. */
  readonly verificationHistory?: readonly VerificationInfo[];
}

export interface PromotionStatus {
  readonly phase?: string;
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly currentStep?: number;
  readonly freight?: FreightReference;
  readonly freightCollection?: FreightCollection;
  readonly healthChecks?: readonly { readonly uses: string; readonly config?: unknown }[];
  readonly stepExecutionMetadata?: readonly LiveStepMetadata[];
}

export interface LivePromotion {
  readonly metadata: LiveMeta;
  readonly spec: {
    readonly stage: string;
    readonly freight?: string;
    readonly steps?: readonly { readonly uses?: string; readonly as?: string }[];
  };
  readonly status?: PromotionStatus;
}

interface PromotionReference {
  readonly name: string;
  readonly freight?: FreightReference;
  readonly status?: PromotionStatus;
  readonly finishedAt?: string;
}

export interface AutoPromotionHold {
  readonly freightName: string;
  readonly origin?: FreightOrigin;
  readonly promotionName?: string;
  readonly actor?: string;
  readonly createdAt?: string;
}

export interface LiveStage {
  readonly metadata: LiveMeta;
  readonly spec: {
    readonly shard?: string;
    readonly requestedFreight?: readonly FreightRequest[];
    readonly promotionTemplate?: { readonly spec?: { readonly steps?: readonly unknown[] } };
    readonly verification?: { readonly analysisTemplates?: readonly unknown[] };
  };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    /** Newest first, at most ten. */
    readonly freightHistory?: readonly FreightCollection[];
    readonly health?: { readonly status?: string; readonly issues?: readonly string[]; readonly output?: unknown };
    readonly currentPromotion?: PromotionReference;
    readonly lastPromotion?: PromotionReference;
    readonly autoPromotionEnabled?: boolean;
    readonly autoPromotionHolds?: Readonly<Record<string, AutoPromotionHold>>;
    readonly effectiveAutoPromotionHolds?: Readonly<Record<string, AutoPromotionHold>>;
  };
}

export interface LiveWarehouse {
  readonly metadata: LiveMeta;
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly discoveredArtifacts?: {
      readonly git?: readonly {
        readonly repoURL?: string;
        readonly commits?: readonly { readonly id?: string; readonly creatorDate?: string }[];
      }[];
    };
  };
}

export interface LiveAnalysisRun {
  readonly metadata: LiveMeta;
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly metricResults?: readonly {
      readonly name?: string;
      readonly phase?: string;
      readonly message?: string;
      readonly measurements?: readonly {
        readonly phase?: string;
        readonly value?: string;
        readonly message?: string;
      }[];
    }[];
  };
}

/** Freight only passes through such a Stage. Source: Stage.IsControlFlow. */
export function isControlFlow({ spec }: LiveStage): boolean {
  return (spec.promotionTemplate?.spec?.steps ?? []).length === 0;
}
