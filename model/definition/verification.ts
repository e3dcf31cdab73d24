import type { Value } from "../steps/value.ts";

/** How often a metric is asked, and what it may say. Fields are Argo Rollouts' own. */
interface Measured {
  /** Name of the metric and end of the AnalysisTemplate's: `<stage>-<name>`. Default: the provider's. */
  readonly name?: string;
  /** Time between two measurements, in Go's units. Default `1m`. */
  readonly interval?: string;
  /** How many measurements are made; without an end verification would never end. Default 5. */
  readonly count?: number;
  /** How many of them may fail. Default 0. */
  readonly failureLimit?: number;
  /** Wait before the first one, in Go's units. Default: none. */
  readonly initialDelay?: string;
  /** What the argument `{{args.<name>}}` in the provider's texts stands for. */
  readonly args?: Readonly<Record<string, Value>>;
}

interface Judged extends Measured {
  /** Argo Rollouts' condition over `result`; a measurement it doesn't hold for has failed. */
  readonly successCondition: string;
}

interface SecretRef {
  readonly name: string;
  readonly namespaced?: boolean;
}

export interface Prometheus extends Judged {
  readonly kind: "prometheus";
  /** The server's URL. */
  readonly address: string;
  readonly query: string;
  /** Seconds a query may take. Default: Rollouts'. */
  readonly timeout?: number;
}

export interface Datadog extends Judged {
  readonly kind: "datadog";
  readonly query: string;
  /** The span a query covers. Default `5m`. */
  readonly queryInterval?: string;
  readonly aggregator?: "avg" | "min" | "max" | "sum" | "last" | "percentile" | "mean" | "l2norm" | "area";
  /** Secret with address, api-key and app-key. Default: `datadog` in Argo Rollouts' own namespace. */
  readonly secretRef?: SecretRef;
}

export interface CloudWatch extends Judged {
  readonly kind: "cloudWatch";
  readonly metricDataQueries: readonly Readonly<Record<string, unknown>>[];
  /** The span a query covers. Default `5m`. */
  readonly queryInterval?: string;
}

export interface Web extends Judged {
  readonly kind: "web";
  readonly url: string;
  readonly method?: "GET" | "POST" | "PUT";
  /** Where `result` is in the answer. Default: the whole answer. */
  readonly jsonPath?: string;
  readonly headers?: readonly { readonly key: string; readonly value: string }[];
  readonly timeoutSeconds?: number;
}

/** A Kubernetes Job; its success is the measurement's. */
export interface Job extends Measured {
  readonly kind: "job";
  readonly image: string;
  readonly command?: readonly string[];
  readonly commandArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** How often a failed Pod is started again. Default 0. */
  readonly backoffLimit?: number;
}

/** An AnalysisTemplate that somebody else wrote. */
export interface AnalysisReference {
  readonly kind: "analysisTemplate";
  readonly name: string;
  /** Of the whole cluster. Default: in the Project's namespace. */
  readonly cluster?: true;
  /** Its arguments, all of which the template must declare. */
  readonly args?: Readonly<Record<string, Value>>;
}

export type Metric = Prometheus | Datadog | CloudWatch | Web | Job;
export type Verification = Metric | AnalysisReference;

/** Asks Prometheus: `prometheus({ address: "http://prometheus.monitoring:9090", query: "…", successCondition: "result[0] >= 0.95" })`. */
export function prometheus(options: Omit<Prometheus, "kind">): Prometheus {
  return { ...options, kind: "prometheus" };
}

/** Asks Datadog (its API v2). */
export function datadog(options: Omit<Datadog, "kind">): Datadog {
  return { ...options, kind: "datadog" };
}

/** Asks Amazon CloudWatch, by the identity Argo Rollouts' controller runs under. */
export function cloudWatch(options: Omit<CloudWatch, "kind">): CloudWatch {
  return { ...options, kind: "cloudWatch" };
}

/** Asks a URL: `web({ url: "http://web.prod/healthz", jsonPath: "{$.ok}", successCondition: "result == true" })`. */
export function web(options: Omit<Web, "kind">): Web {
  return { ...options, kind: "web" };
}

/** Runs a Job in the Project's namespace; exit code 0 is success. Needs nothing outside the cluster. */
export function job(options: Omit<Job, "kind">): Job {
  return { ...options, kind: "job" };
}

/** Uses an AnalysisTemplate of the Project's namespace. */
export function analysisTemplate(name: string, args: Readonly<Record<string, Value>> = {}): AnalysisReference {
  return { kind: "analysisTemplate", name, args };
}

/** Uses a ClusterAnalysisTemplate. */
export function clusterAnalysisTemplate(name: string, args: Readonly<Record<string, Value>> = {}): AnalysisReference {
  return { kind: "analysisTemplate", name, cluster: true, args };
}
