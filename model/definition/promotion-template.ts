import type { Step } from "../steps/step.ts";
import type { TaskCall } from "../steps/task.ts";
import type { Value } from "../steps/value.ts";

/** A Stage as a function in a template sees it. */
export interface StageFacts {
  /** The environment: the key under `stages`. */
  readonly environment: string;
  /** The target, when the environment has several. */
  readonly target?: string;
  /** The name of Kargo's Stage: `dev`, `prod-eu`. */
  readonly stage: string;
}

/** One value for all Stages, or a function called once per Stage. */
export type PerStage<T> = T | ((stage: StageFacts) => T);

/** What every template that works in a Git repository may be told. */
interface InRepository {
  /** The repository. Default: the only Git subscription of the Warehouses the Stage takes from. */
  readonly repoURL?: string;
}

/** What a template that changes files on a branch people share is told. */
interface OnBranch extends InRepository {
  /** The branch that is changed. Default `main`. */
  readonly branch?: string;
}

/** Placeholder image in the manifests → name of the image subscription that stands for it. */
type Images = Readonly<Record<string, string>>;

export interface RenderedKustomizeOptions extends InRepository {
  /** Folder of the kustomization that images are set in, from the repository's root. */
  readonly base: string;
  /** Folder that is rendered for a Stage, from the repository's root. Environments never share one; targets of one may. */
  readonly overlay: (stage: StageFacts) => string;
  readonly images: Images;
}

export interface RenderedHelmOptions extends InRepository {
  /** Folder of the chart, from the repository's root. */
  readonly chart: string;
  /** Values files from the repository's root, later ones win. */
  readonly valuesFiles: PerStage<readonly string[]>;
  /** Values set over the files': key → value; `expr.image("image").Tag`. */
  readonly values?: Readonly<Record<string, Value>>;
  /** Default: the app's name. */
  readonly releaseName?: string;
  /** The chart's dependencies are fetched before it is rendered. Default false. */
  readonly buildDependencies?: boolean;
}

export interface KustomizeImageOptions extends OnBranch {
  /** Folder of the Stage's kustomization, which Argo CD builds. */
  readonly folder: (stage: StageFacts) => string;
  readonly images: Images;
}

export interface HelmValuesOptions extends OnBranch {
  /** Folder of the chart, which Argo CD renders. */
  readonly chart: string;
  /** The Stage's values file, from the repository's root. */
  readonly valuesFile: (stage: StageFacts) => string;
  /** Keys in it → values: `{ "image.tag": expr.image("image").Tag }`. */
  readonly values: Readonly<Record<string, Value>>;
}

export interface HelmChartDependencyOptions extends OnBranch {
  /** Folder of the Stage's chart, whose Chart.yaml names the dependencies; Argo CD renders it. */
  readonly chart: (stage: StageFacts) => string;
  /** Names of the chart subscriptions whose versions are written into Chart.yaml. */
  readonly charts: readonly [string, ...string[]];
}

export interface YamlFieldsOptions extends OnBranch {
  /** Folder that Argo CD deploys. */
  readonly folder: (stage: StageFacts) => string;
  /** The file that is changed, from the repository's root. */
  readonly file: (stage: StageFacts) => string;
  /** Keys in it → values. */
  readonly fields: Readonly<Record<string, Value>>;
}

export interface ConfigurationOnlyOptions extends InRepository {
  /** Folder of the Stage's configuration, from the repository's root. */
  readonly folder: (stage: StageFacts) => string;
  /** `kustomize`: built; `copy`: taken as it is. Default `kustomize`. */
  readonly render?: "kustomize" | "copy";
}

export interface OwnStepsOptions extends InRepository {
  /** What is done, in order. Default for its Application: the branch `stage/<stage>`, which the steps then write. */
  readonly steps: PerStage<readonly [Step | TaskCall, ...(Step | TaskCall)[]]>;
  /** What the Application follows instead. */
  readonly source?: PerStage<{ readonly path: string; readonly targetRevision: string }>;
  /** Variables for all steps, read by `expr.variable`. */
  readonly vars?: Readonly<Record<string, Value>>;
}

type Kinded<Kind extends string, Options> = Options & { readonly kind: Kind };

/** How Freight is promoted, still with its functions: what the functions below give to `pipeline`. */
export type PromotionTemplate =
  | Kinded<"renderedKustomize", RenderedKustomizeOptions>
  | Kinded<"renderedHelm", RenderedHelmOptions>
  | Kinded<"kustomizeImage", KustomizeImageOptions>
  | Kinded<"helmValues", HelmValuesOptions>
  | Kinded<"helmChartDependency", HelmChartDependencyOptions>
  | Kinded<"yamlFields", YamlFieldsOptions>
  | Kinded<"configurationOnly", ConfigurationOnlyOptions>
  | Kinded<"steps", OwnStepsOptions>;

/**
 * A promotion that takes the manifests of the Freight's commit, sets the Freight's images, renders the Stage's overlay
 * with kustomize, commits the result to the branch `stage/<stage>` and lets Argo CD sync it.
 */
export function renderedKustomize(
  options: RenderedKustomizeOptions,
): Kinded<"renderedKustomize", RenderedKustomizeOptions> {
  return { ...options, kind: "renderedKustomize" };
}

/** The same with `helm template` in place of kustomize. */
export function renderedHelm(options: RenderedHelmOptions): PromotionTemplate {
  return { ...options, kind: "renderedHelm" };
}

/** Writes the Freight's images into the Stage's kustomization on a branch; Argo CD builds it. */
export function kustomizeImage(options: KustomizeImageOptions): PromotionTemplate {
  return { ...options, kind: "kustomizeImage" };
}

/** Writes values into the Stage's Helm values file on a branch; Argo CD renders the chart. */
export function helmValues(options: HelmValuesOptions): PromotionTemplate {
  return { ...options, kind: "helmValues" };
}

/** Writes the Freight's chart versions into the Stage's Chart.yaml on a branch; Argo CD renders that chart. */
export function helmChartDependency(options: HelmChartDependencyOptions): PromotionTemplate {
  return { ...options, kind: "helmChartDependency" };
}

/** Writes fields of any YAML file on a branch; Argo CD deploys the folder. */
export function yamlFields(options: YamlFieldsOptions): PromotionTemplate {
  return { ...options, kind: "yamlFields" };
}

/** Promotes configuration without any image: the Stage's folder at the Freight's commit, to the branch `stage/<stage>`. */
export function configurationOnly(options: ConfigurationOnlyOptions): PromotionTemplate {
  return { ...options, kind: "configurationOnly" };
}

/** Steps of one's own, made with `step` and `task`. */
export function steps(list: OwnStepsOptions["steps"], options: Omit<OwnStepsOptions, "steps"> = {}): PromotionTemplate {
  return { ...options, kind: "steps", steps: list };
}
