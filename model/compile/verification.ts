import type { AnalysisReference, Metric, Verification } from "../definition/verification.ts";
import type { GraphStage } from "../graph.ts";
import type { KubeObject } from "../object.ts";
import type { Value } from "../steps/value.ts";
import { stageLabels } from "./labels.ts";
import { type Resolver, templated } from "./resolver.ts";

/** A Stage's verification: its own part, and the AnalysisTemplates that stand beside it. */
export interface CompiledVerification {
  readonly spec: {
    readonly analysisTemplates: {
      readonly name: string;
      readonly kind: "AnalysisTemplate" | "ClusterAnalysisTemplate";
    }[];
    readonly args?: { readonly name: string; readonly value: string }[];
  };
  readonly analysisTemplates: readonly KubeObject[];
}

/**
 * Argo Rollouts wants every argument that a Stage gives to be declared in each of its templates, so each template made
 * here declares those of all.
 */
export function verification(
  app: string,
  stage: GraphStage,
  definitions: readonly Verification[],
  resolver: Resolver,
): CompiledVerification | undefined {
  if (definitions.length === 0) return undefined;
  const args: Record<string, Value> = Object.assign({}, ...definitions.map((definition) => definition.args ?? {}));
  const declared = Object.keys(args).map((name) => ({ name }));
  const given = Object.entries(args).map(([name, value]) => ({ name, value: String(templated(value, resolver)) }));
  const own = definitions.filter((definition) => definition.kind !== "analysisTemplate");
  return {
    spec: {
      analysisTemplates: definitions.map((definition) =>
        definition.kind === "analysisTemplate"
          ? reference(definition)
          : { name: templateName(stage.name, definition), kind: "AnalysisTemplate" },
      ),
      ...(given.length > 0 && { args: given }),
    },
    analysisTemplates: own.map((metric) => ({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AnalysisTemplate",
      metadata: { name: templateName(stage.name, metric), namespace: app, labels: stageLabels(app, stage) },
      spec: { ...argsOf(metric, declared), metrics: [measured(metric)] },
    })),
  };
}

/**
 * A template's own secrets after what the Stage gives. Only its own: of two templates that declare one argument the
 * first counts, and without `valueFrom` there it would have no value (kargo, pkg/rollouts/analysis_template.go).
 */
function argsOf({ secrets = {} }: Metric, declared: readonly { readonly name: string }[]): object {
  const own = Object.entries(secrets).map(([name, key]) => ({
    name,
    valueFrom: { secretKeyRef: { name: key.name, key: key.key } },
  }));
  const args = [...declared, ...own];
  return args.length === 0 ? {} : { args };
}

/** `prod-prometheus`, or the end a definition gives it. */
export function templateName(stage: string, { name, kind }: Metric): string {
  return `${stage}-${name ?? kind.toLowerCase()}`;
}

function reference({ name, cluster }: AnalysisReference): CompiledVerification["spec"]["analysisTemplates"][number] {
  return { name, kind: cluster ? "ClusterAnalysisTemplate" : "AnalysisTemplate" };
}

function measured(metric: Metric): object {
  const { name, kind, interval, count, failureLimit, consecutiveErrorLimit, initialDelay } = metric;
  // a Job's exit code is one answer; asking it again would only run it again
  const times = count ?? (kind === "job" ? 1 : 5);
  return {
    name: name ?? kind.toLowerCase(),
    ...(initialDelay !== undefined && { initialDelay }),
    ...(times > 1 && { interval: interval ?? "1m" }),
    count: times,
    ...(failureLimit !== undefined && { failureLimit }),
    ...(consecutiveErrorLimit !== undefined && { consecutiveErrorLimit }),
    ...("successCondition" in metric && { successCondition: metric.successCondition }),
    provider: { [kind]: provider(metric) },
  };
}

function provider(metric: Metric): object {
  switch (metric.kind) {
    case "prometheus":
      return given({
        address: metric.address,
        query: metric.query,
        timeout: metric.timeout,
        headers: metric.headers,
        authentication: metric.authentication,
        insecure: metric.insecure,
      });
    case "datadog":
      return given({
        apiVersion: metric.apiVersion ?? "v2",
        interval: metric.queryInterval ?? "5m",
        query: metric.query,
        aggregator: metric.aggregator,
        secretRef: metric.secretRef,
      });
    case "cloudWatch":
      return { interval: metric.queryInterval ?? "5m", metricDataQueries: metric.metricDataQueries };
    case "web":
      return given({
        url: metric.url,
        method: metric.method,
        headers: metric.headers,
        timeoutSeconds: metric.timeoutSeconds,
        jsonPath: metric.jsonPath,
        authentication: metric.authentication,
        insecure: metric.insecure,
      });
    case "job":
      return { spec: { backoffLimit: metric.backoffLimit ?? 0, template: { spec: pod(metric) } } };
  }
}

function pod({ image, command, commandArgs, env }: Extract<Metric, { kind: "job" }>): object {
  const variables = Object.entries(env ?? {}).map(([name, value]) => ({ name, value }));
  return {
    restartPolicy: "Never",
    containers: [
      given({ name: "verify", image, command, args: commandArgs, env: variables.length > 0 ? variables : undefined }),
    ],
  };
}

function given(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
