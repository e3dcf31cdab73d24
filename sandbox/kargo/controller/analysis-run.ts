import type { Variable } from "../../../promotion/promotion-step.ts";
import type { ClusterClient, LiveObject } from "../../cluster/cluster-client.ts";
import { freightCollectionLabel, promotionAnnotation, stageKey } from "../keys.ts";
import type { FreightCollection, StageObject, Verification } from "../objects.ts";
import { argoPath, clusterArgoPath, kargoPath } from "../paths.ts";
import { labelValue } from "../promotion-name.ts";
import { ulid } from "../ulid.ts";

interface TemplateSpec {
  readonly metrics?: readonly { readonly name: string }[];
  readonly dryRun?: readonly { readonly metricName: string }[];
  readonly measurementRetention?: readonly { readonly metricName: string }[];
  readonly args?: readonly Argument[];
}

interface Argument {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: unknown;
}

/** Evaluates a text with expressions; what an argument may use is decided by who gives this. */
export type EvaluateText = (text: string, vars: Readonly<Record<string, unknown>>) => Promise<unknown>;

/**
 * The AnalysisRun of a Stage's verification: all its templates in one, their arguments filled in.
 * Source: kargo v1.11.2, pkg/rollouts/{analysis_run_builder,analysis_template}.go.
 *
 * @throws Error when a template isn't there, two contradict each other, or an argument has no value
 */
export async function buildAnalysisRun(
  client: ClusterClient,
  stage: StageObject,
  freight: FreightCollection,
  { evaluate, promotion }: { readonly evaluate: EvaluateText; readonly promotion: string | undefined },
): Promise<object> {
  const { name, namespace = "" } = stage.metadata;
  const verification = stage.spec.verification ?? {};
  const template = flattened(await readTemplates(client, namespace, verification));
  const { labels, annotations } = verification.analysisRunMetadata ?? {};
  const owners = Object.values(freight.items ?? {}).map(async ({ name: freightName }) => {
    const owner = await client.get<LiveObject>(kargoPath(namespace, "freights", freightName));
    if (!owner) throw new Error(`get Freight "${freightName}" in namespace "${namespace}": not found`);
    return {
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Freight",
      name: freightName,
      uid: owner.metadata.uid,
      blockOwnerDeletion: false,
    };
  });
  const short = labelValue(name);
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AnalysisRun",
    metadata: {
      name: `${name}.${ulid()}.${freight.id}`.toLowerCase(),
      namespace,
      labels: { ...labels, [stageKey]: short, [freightCollectionLabel]: freight.id },
      annotations: {
        ...annotations,
        ...(short !== name && { [stageKey]: name }),
        ...(promotion && { [promotionAnnotation]: promotion }),
      },
      ownerReferences: await Promise.all(owners),
    },
    spec: {
      ...template,
      args: await filledIn(template.args, stage.spec.vars ?? [], verification.args ?? [], evaluate),
    },
  };
}

async function readTemplates(
  client: ClusterClient,
  namespace: string,
  { analysisTemplates = [] }: Verification,
): Promise<TemplateSpec[]> {
  const read = async ({ name, kind }: { readonly name: string; readonly kind?: string }) => {
    const isCluster = kind === "ClusterAnalysisTemplate";
    const path = isCluster
      ? clusterArgoPath("clusteranalysistemplates", name)
      : argoPath(namespace, "analysistemplates", name);
    const found = await client.get<{ readonly spec: TemplateSpec }>(path);
    if (found) return found.spec;
    throw new Error(
      `get ${isCluster ? "ClusterAnalysisTemplate" : "AnalysisTemplate"} "${name}"${isCluster ? "" : ` in namespace "${namespace}"`}: not found`,
    );
  };
  // Those of the namespace come first, whatever the order they are named in.
  const isOfCluster = ({ kind }: { readonly kind?: string }) => kind === "ClusterAnalysisTemplate";
  const sorted = [...analysisTemplates.filter((each) => !isOfCluster(each)), ...analysisTemplates.filter(isOfCluster)];
  return Promise.all(sorted.map(read));
}

/** Several templates as one. */
export function flattened(templates: readonly TemplateSpec[]) {
  const unique = <T>(what: string, items: readonly T[], nameOf: (item: T) => string): T[] => {
    const seen = new Set<string>();
    for (const item of items) {
      if (seen.has(nameOf(item))) throw new Error(`duplicate ${what}: "${nameOf(item)}"`);
      seen.add(nameOf(item));
    }
    return [...items];
  };
  const args: Argument[] = [];
  for (const arg of templates.flatMap((template) => template.args ?? [])) {
    const index = args.findIndex(({ name }) => name === arg.name);
    const old = args[index];
    if (!old) args.push(arg);
    else if (old.value !== undefined && arg.value !== undefined && old.value !== arg.value) {
      throw new Error(`conflicting values for argument "${arg.name}": "${old.value}" and "${arg.value}"`);
    } else if (old.value === undefined && arg.value !== undefined) args[index] = { ...old, value: arg.value };
  }
  const dryRun = unique(
    "dry-run metric name",
    templates.flatMap((template) => template.dryRun ?? []),
    (each) => each.metricName,
  );
  const measurementRetention = unique(
    "measurement retention metric name",
    templates.flatMap((template) => template.measurementRetention ?? []),
    (each) => each.metricName,
  );
  return {
    metrics: unique(
      "metric name",
      templates.flatMap((template) => template.metrics ?? []),
      ({ name }) => name,
    ),
    ...(dryRun.length > 0 && { dryRun }),
    ...(measurementRetention.length > 0 && { measurementRetention }),
    args,
  };
}

async function filledIn(
  declared: readonly Argument[],
  vars: readonly Variable[],
  given: readonly Variable[],
  evaluate: EvaluateText,
): Promise<Argument[]> {
  const values: Record<string, unknown> = {};
  for (const { name, value = "" } of vars) values[name] = await evaluate(value, values);
  const incoming = new Map<string, string>();
  for (const { name, value } of given) {
    if (!value) continue;
    const result = await evaluate(value, values);
    if (typeof result !== "string")
      throw new Error(`evaluated argument "${name}" value is not a string but ${typeof result}`);
    incoming.set(name, result);
  }
  return declared.map((arg) => {
    const value = incoming.get(arg.name);
    if (value === undefined && arg.value === undefined && arg.valueFrom === undefined) {
      throw new Error(`unresolved argument "${arg.name}": neither Value nor ValueFrom is set`);
    }
    return value === undefined ? arg : { ...arg, value };
  });
}
