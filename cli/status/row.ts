/**
 * What `slipway status` tells of one Stage. This is also the JSON that `--json` prints, so fields are only ever added;
 * docs/status.md describes each.
 */
export interface StageRow {
  readonly project: string;
  readonly stage: string;
  /** The environment by Slipway's label; the Stage's own name where there is none. */
  readonly environment: string;
  /** Freight only passes through: nothing is promoted into it. */
  readonly controlFlow: boolean;
  readonly upstreams: readonly string[];
  /** One per origin; empty when Kargo has never promoted anything into it. */
  readonly freight: readonly FreightFacts[];
  /** What Argo CD runs there, where no Freight tells it. */
  readonly running?: RunningFacts;
  /** Kargo has promoted nothing, and Argo CD has never seen anything to deploy. */
  readonly neverPromoted: boolean;
  /** RFC 3339; since when this Freight is there. */
  readonly since?: string;
  /** Who promoted it. */
  readonly by?: { readonly promotion: string; readonly actor?: string; readonly automatic: boolean };
  readonly verification: VerificationFacts;
  /** Argo CD's word, the worst of several Applications; `-` without any. */
  readonly sync: string;
  /** Argo CD's word, else Kargo's. */
  readonly health: string;
  readonly applications: readonly ApplicationFacts[];
  /** One that runs or waits, else the last one when it failed. */
  readonly promotion?: PromotionFacts;
  readonly autoPromotion: { readonly enabled: boolean; readonly holds: readonly HoldFacts[] };
  /** Left out where nothing can freeze it: without Slipway's guards, and where nothing is promoted. */
  readonly freeze?: FreezeFacts;
  /** Freight on its way here: at most the newest that may be promoted, and a newer one that may not yet. */
  readonly next: readonly NextFacts[];
  /** Everything that is wrong, in sentences. */
  readonly problems: readonly string[];
}

export interface FreightFacts {
  readonly name: string;
  readonly alias?: string;
  /** `Warehouse/main` */
  readonly origin: string;
  readonly images: readonly { readonly repoURL: string; readonly tag?: string; readonly digest?: string }[];
  readonly commits: readonly CommitFacts[];
  readonly charts: readonly { readonly repoURL: string; readonly name?: string; readonly version?: string }[];
  /** Of the image by its annotation or registry, else a version in a tag, else the chart's. */
  readonly version?: string;
  /** RFC 3339; when the Warehouse found it. */
  readonly discoveredAt?: string;
}

export interface CommitFacts {
  readonly repoURL: string;
  readonly id: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly message?: string;
  readonly author?: string;
  /** RFC 3339; known as long as the Warehouse still lists the commit. */
  readonly committedAt?: string;
}

export interface RunningFacts {
  readonly images: readonly string[];
  /** When the first image's tag is a commit. */
  readonly commit?: string;
  readonly version?: string;
}

export interface VerificationFacts {
  /**
   * `verified`: the next Stage may have it, as far as this Stage goes. `waiting`: Kargo hasn't come to it, for instance
   * because the Application isn't Healthy. `none`: nothing to verify.
   */
  readonly state: "verified" | "running" | "failed" | "waiting" | "none";
  /** Kargo's word of the newest verification. */
  readonly phase?: string;
  readonly message?: string;
  readonly analysisRun?: string;
  readonly finishedAt?: string;
}

export interface ApplicationFacts {
  readonly namespace?: string;
  readonly name: string;
  readonly sync: string;
  readonly health: string;
  readonly revision?: string;
  /** What the last Promotion wants deployed. */
  readonly desiredRevision?: string;
  /** `Deployment/goserver`: what differs from Git. */
  readonly drifted: readonly string[];
}

export interface PromotionFacts {
  readonly name: string;
  readonly phase: string;
  /** Alias, else name. */
  readonly freight: string;
  /** The step it is in or ended in, from 1. */
  readonly step?: number;
  readonly steps?: number;
  readonly stepName?: string;
  readonly message?: string;
}

export interface HoldFacts {
  readonly origin: string;
  readonly freight: string;
  readonly actor?: string;
  readonly since?: string;
}

export interface FreezeFacts {
  /** Now. */
  readonly frozen: boolean;
  /** RFC 3339; when it ends by itself. Left out while it isn't frozen, and where a person or the stack's config froze it. */
  readonly until?: string;
  /** `slipway freeze`. */
  readonly byHand?: { readonly reason: string; readonly by?: string; readonly since?: string };
  /** The reason in `slipway:frozen` of the stack's config. */
  readonly byCode?: string;
  /** Windows of the calendar that hold now. */
  readonly windows: readonly string[];
  /** RFC 3339; the next times in which the calendar lets promotions through, without the present one. */
  readonly openings: readonly { readonly from: string; readonly until?: string }[];
  /** All this for people, in sentences. */
  readonly words: readonly string[];
}

export interface NextFacts {
  readonly origin: string;
  /** Alias, else name. */
  readonly freight: string;
  readonly available: boolean;
  /** Seconds until it is, if nothing else happens. */
  readonly availableIn?: number;
  readonly missing: readonly string[];
}

/** A Project as `--json` prints it. */
export interface ProjectStatus {
  readonly project: string;
  readonly stages: readonly StageRow[];
  /** What concerns the Project as a whole. */
  readonly notes: readonly string[];
}
