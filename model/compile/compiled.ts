import type { FreezeWindow } from "../definition/freeze.ts";
import type { GraphStage } from "../graph.ts";
import type { KubeObject } from "../object.ts";
import type { Place } from "../settings.ts";

/** A pipeline as Kubernetes objects, in the values the API server and Kargo's webhooks will store. */
export interface Compiled {
  readonly app: string;
  /** Kargo's Project and its namespace; equal to the app. */
  readonly project: string;
  /** sha256, hex, of the delivery part and the graph: an environment stack compares it with what `delivery` applied. */
  readonly digest: string;
  readonly delivery: {
    readonly namespace: KubeObject;
    readonly project: KubeObject;
    readonly projectConfig: KubeObject;
    readonly warehouses: readonly KubeObject[];
    /** Steps that Stages share. */
    readonly promotionTasks: readonly KubeObject[];
  };
  /** In the order of promotion. */
  readonly environments: readonly CompiledEnvironment[];
  /** After mirrors, sorted: what credentials may be needed for. */
  readonly repositories: {
    readonly git: readonly string[];
    readonly images: readonly string[];
    readonly charts: readonly string[];
  };
}

export interface CompiledEnvironment {
  readonly name: string;
  readonly protected: boolean;
  readonly freeze: CompiledFreeze;
  /** ServiceAccount, Role and RoleBinding of who promotes, in the Project's namespace; none when settings name nobody. */
  readonly promoters: readonly KubeObject[];
  readonly targets: readonly CompiledTarget[];
}

/** When nothing is promoted into an environment. */
export interface CompiledFreeze {
  /** The calendar; empty for one without. */
  readonly windows: readonly FreezeWindow[];
  /** Why settings freeze it now; left out when they don't. */
  readonly frozen?: string;
}

/** One Stage with what belongs to it. */
export interface CompiledTarget {
  /** `dev`; with targets `prod-eu`. */
  readonly stageName: string;
  /** Whether Freight is promoted into it, only passes it, or soaks in it. */
  readonly type: GraphStage["type"];
  /** `stage/dev`. */
  readonly branch: string;
  /** `<app>-<stageName>`; also the AppProject's and the namespace's name. */
  readonly applicationName: string;
  /** Left out where everything runs in the cluster of the stack itself. */
  readonly place?: Place;
  /** After mirrors. Empty when the Stage has no Git repository. */
  readonly gitUrl: string;
  /** The Stage's own folder, from the repository's root. Empty when its template has none. */
  readonly overlay: string;
  /** After mirrors, of the first image. Empty when its template sets none. */
  readonly imageRepository: string;
  /** The first image's name in the manifests. Empty when its template sets none. */
  readonly placeholderImage: string;
  /**
   * Namespace, AppProject and Application; none for a control-flow Stage, a join, or a Stage without Argo CD. No namespace
   * in a cluster that the platform's Argo CD has rights in: there the platform stack made it, with those rights.
   */
  readonly namespace?: KubeObject;
  readonly appProject?: KubeObject;
  readonly application?: KubeObject;
  /** AnalysisTemplates of the Stage's verification, in the Project's namespace. */
  readonly analysisTemplates: readonly KubeObject[];
  readonly stage: KubeObject;
}

/** The targets of all environments, in the order of promotion. */
export function targetsOf({ environments }: Pick<Compiled, "environments">): CompiledTarget[] {
  return environments.flatMap(({ targets }) => targets);
}

/** Names of the Stages of protected environments. */
export function protectedStagesOf({ environments }: Pick<Compiled, "environments">): string[] {
  const guarded = environments.filter((environment) => environment.protected);
  return targetsOf({ environments: guarded }).map(({ stageName }) => stageName);
}
