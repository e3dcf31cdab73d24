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
  /**
   * How often in a row nobody may be reached, or an answer may make no sense, before the verification ends in an error;
   * each such measurement is made again after 10 s. Default 4: nobody there for 40 s.
   */
  readonly consecutiveErrorLimit?: number;
  /** Wait before the first one, in Go's units. Default: none. */
  readonly initialDelay?: string;
  /** What the argument `{{args.<name>}}` in the provider's texts stands for. */
  readonly args?: Readonly<Record<string, Value>>;
  /**
   * Arguments that are secrets, each a key of a Secret in the Project's namespace: used as `{{args.<name>}}`, read by
   * Argo Rollouts' controller alone. `slipway:verification` of the delivery stack makes the Secrets.
   */
  readonly secrets?: Readonly<Record<string, SecretKey>>;
}

/** One key of a Secret. */
export interface SecretKey {
  readonly name: string;
  readonly key: string;
}

interface Judged extends Measured {
  /** Argo Rollouts' condition over `result`; a measurement it doesn't hold for has failed. */
  readonly successCondition: string;
}

interface SecretRef {
  readonly name: string;
  /** In the Project's namespace. Default: in Argo Rollouts' own. */
  readonly namespaced?: boolean;
}

interface Header {
  readonly key: string;
  readonly value: string;
}

/** A token that is fetched for each question, by the client credentials of OAuth 2. */
interface OAuth2 {
  readonly tokenUrl: string;
  readonly clientId: string;
  /** An argument of `secrets`: `{{args.<name>}}`. */
  readonly clientSecret: string;
  readonly scopes?: readonly string[];
}

/** Amazon Managed Prometheus, by the identity Argo Rollouts' controller runs under. */
interface Sigv4 {
  readonly region: string;
  readonly profile?: string;
  readonly roleArn?: string;
}

export interface Prometheus extends Judged {
  readonly kind: "prometheus";
  /** The server's URL. */
  readonly address: string;
  readonly query: string;
  /** Seconds a query may take. Default: Rollouts'. */
  readonly timeout?: number;
  /** Sent with each question; a secret in one is an argument of `secrets`. */
  readonly headers?: readonly Header[];
  /** Who asks. `sigv4` counts only where the address has `aps-workspaces` in it. */
  readonly authentication?: { readonly oauth2?: OAuth2; readonly sigv4?: Sigv4 };
  /** Takes any certificate of the server's. Default false. */
  readonly insecure?: boolean;
}

export interface Datadog extends Judged {
  readonly kind: "datadog";
  readonly query: string;
  /** Of Datadog's API. `v1` gives the query's last value and takes no aggregator. Default `v2`. */
  readonly apiVersion?: "v1" | "v2";
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
  readonly headers?: readonly Header[];
  /** Default 10. */
  readonly timeoutSeconds?: number;
  readonly authentication?: { readonly oauth2?: OAuth2 };
  /** Takes any certificate of the server's. Default false. */
  readonly insecure?: boolean;
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

/** Asks Datadog. */
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
