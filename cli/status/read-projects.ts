import { ApiFailure } from "../../kube/api-failure.ts";
import { type Cluster, kinds } from "../../kube/cluster.ts";
import { freezeLabel } from "../../model/freeze/switch.ts";
import { UserError } from "../../model/problem.ts";
import { perhaps } from "../../model/words.ts";
import type { LiveApplication } from "../kargo/applications.ts";
import type { LiveAnalysisRun, LiveFreight, LivePromotion, LiveStage, LiveWarehouse } from "../kargo/objects.ts";
import type { LiveSwitch } from "./freeze-facts.ts";
import type { VersionOf } from "./registry-version.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * The live objects of the named Projects, or of all of them.
 *
 * @param versionOf asked for images whose Freight doesn't tell their version
 * @throws ApiFailure when Kargo's own objects can't be read; what else can't is told in the snapshot's notes
 * @throws UserError when a named Project has no Stages
 */
export async function readProjects(
  cluster: Cluster,
  named: readonly string[],
  versionOf: VersionOf | undefined,
): Promise<Snapshot[]> {
  const byProject = named.length > 0 ? await namedStages(cluster, named) : await allStages(cluster);
  const { applications, note } = await readApplications(cluster, [...byProject.values()].flat());
  return Promise.all(
    [...byProject].map(([project, stages]) => readProject(cluster, { project, stages, applications, note, versionOf })),
  );
}

async function namedStages(cluster: Cluster, named: readonly string[]): Promise<Map<string, LiveStage[]>> {
  const found = await Promise.all(
    [...new Set(named)].map(async (project) => [project, await cluster.list<LiveStage>(kinds.stage, project)] as const),
  );
  const empty = found.find(([, stages]) => stages.length === 0)?.[0];
  if (empty !== undefined) {
    const all = await allStages(cluster).catch(() => new Map<string, LiveStage[]>());
    throw new UserError(
      `${JSON.stringify(empty)} has no Stages on ${cluster.name}. ${perhaps(empty, [...all.keys()], all.size > 0 ? `Projects there: ${[...all.keys()].join(", ")}` : "Name a Kargo Project (an app's name)")}`,
    );
  }
  return new Map(found);
}

async function allStages(cluster: Cluster): Promise<Map<string, LiveStage[]>> {
  const stages = await cluster.list<LiveStage>(kinds.stage);
  const byProject = Map.groupBy(stages, ({ metadata }) => metadata.namespace ?? "");
  return new Map([...byProject].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Argo CD's Applications, of all namespaces; where only one namespace may be read, of that one. Argo CD may also run in
 * another cluster than Kargo.
 */
async function readApplications(
  cluster: Cluster,
  stages: readonly LiveStage[],
): Promise<{ applications: LiveApplication[] | undefined; note?: string }> {
  const everywhere = await attempt(cluster.list<LiveApplication>(kinds.application));
  if ("value" in everywhere) return { applications: everywhere.value };
  const from = "sync, health and drift are as Kargo last saw them";
  if (everywhere.refusal.status === 404)
    return { applications: undefined, note: `Argo CD isn't in this cluster: ${from}` };
  const namespaces = new Set(["argocd", ...stages.flatMap(argocdNamespaces)]);
  const parts = await Promise.all(
    [...namespaces].map((each) => attempt(cluster.list<LiveApplication>(kinds.application, each))),
  );
  const read = parts.flatMap((part) => ("value" in part ? [part.value] : []));
  if (read.length > 0) return { applications: read.flat() };
  const why = everywhere.refusal.serverMessage;
  return { applications: undefined, note: `Argo CD's Applications can't be read (${why}): ${from}` };
}

/** Refusals are an answer here; a cluster that doesn't answer at all isn't. */
async function attempt<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly refusal: ApiFailure }> {
  try {
    return { value: await work };
  } catch (error) {
    if (error instanceof ApiFailure && (error.status === 403 || error.status === 404)) return { refusal: error };
    throw error;
  }
}

/** Source: the annotation that AnnotateStageWithArgoCDContext writes, akuity/kargo v1.11.2, pkg/api/stage.go. */
function argocdNamespaces({ metadata }: LiveStage): string[] {
  try {
    const apps = JSON.parse(metadata.annotations?.["kargo.akuity.io/argocd-context"] ?? "[]") as unknown;
    return Array.isArray(apps)
      ? apps.flatMap((app: { namespace?: unknown }) => (typeof app?.namespace === "string" ? app.namespace : []))
      : [];
  } catch {
    return [];
  }
}

interface ProjectArgs {
  readonly project: string;
  readonly stages: LiveStage[];
  readonly applications: LiveApplication[] | undefined;
  readonly note: string | undefined;
  readonly versionOf: VersionOf | undefined;
}

async function readProject(
  cluster: Cluster,
  { project, stages, applications, note, versionOf }: ProjectArgs,
): Promise<Snapshot> {
  const runs = stages.flatMap(({ status }) => {
    const newest = status?.freightHistory?.[0]?.verificationHistory?.[0];
    return newest?.phase === "Successful" ? [] : (newest?.analysisRun?.name ?? []);
  });
  const [switches, freight, promotions, warehouses, ...analysisRuns] = await Promise.all([
    attempt(cluster.list<LiveSwitch>(kinds.configMap, project, freezeLabel)),
    cluster.list<LiveFreight>(kinds.freight, project),
    cluster.list<LivePromotion>(kinds.promotion, project),
    cluster.list<LiveWarehouse>(kinds.warehouse, project),
    ...runs.map((name) => attempt(cluster.get<LiveAnalysisRun>(kinds.analysisRun, project, name))),
  ]);
  return {
    project,
    stages,
    freight,
    promotions,
    warehouses,
    analysisRuns: analysisRuns.flatMap((run) => ("value" in run ? (run.value ?? []) : [])),
    applications,
    ...("value" in switches && { switches: switches.value }),
    versions: versionOf ? await versions(versionOf, stages, freight, applications ?? []) : new Map(),
    notes: [
      ...(note === undefined ? [] : [note]),
      ...("refusal" in switches
        ? [`Whether Stages are frozen can't be read (${switches.refusal.serverMessage}).`]
        : []),
    ],
  };
}

async function versions(
  versionOf: VersionOf,
  stages: readonly LiveStage[],
  freight: readonly LiveFreight[],
  applications: readonly LiveApplication[],
): Promise<Map<string, string>> {
  const here = new Set(
    stages.flatMap(({ status }) => Object.values(status?.freightHistory?.[0]?.items ?? {}).map(({ name }) => name)),
  );
  const ofFreight = freight
    .filter(({ metadata }) => here.has(metadata.name))
    .flatMap(({ images }) => (images ?? []).map(({ repoURL, tag }) => `${repoURL}:${tag}`));
  const images = [...new Set([...ofFreight, ...applications.flatMap(({ status }) => status?.summary?.images ?? [])])];
  const asked = await Promise.all(images.map(async (image) => [image, await versionOf(image)] as const));
  return new Map(asked.filter((each): each is [string, string] => each[1] !== undefined));
}
