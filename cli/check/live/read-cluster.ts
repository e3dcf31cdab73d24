import { ApiFailure } from "../../../kube/api-failure.ts";
import { type Cluster, type Kind, kinds } from "../../../kube/cluster.ts";
import { switchName } from "../../../model/freeze/switch.ts";
import { appLabel, authorizedStageAnnotation } from "../../../model/keys.ts";
import type { LiveObject } from "../../../model/live/live-object.ts";
import type { LiveProject, Unread } from "../../../model/live/live-project.ts";
import { UserError } from "../../../model/problem.ts";
import { listed, perhaps } from "../../../model/words.ts";

/** What the check reads of a cluster, once. */
interface ClusterContents {
  readonly projects: readonly LiveProject[];
  /** Policies and bindings of the API server, whoever made them. */
  readonly guards: readonly LiveObject[];
  /** Names of ClusterAnalysisTemplates. */
  readonly clusterTemplates: readonly string[];
  readonly unread: readonly Unread[];
}

export interface WhatToRead {
  /** Names of Projects; none: all that are there. */
  readonly projects: readonly string[];
  /** Projects that needn't be there: their definitions tell what is missing. */
  readonly defined: readonly string[];
  /** Where Argo CD is, for who may not read all namespaces. */
  readonly argocdNamespaces: readonly string[];
  /** Whose Pods are judged. */
  readonly podNamespaces: readonly string[];
}

interface Read {
  readonly kind: string;
  readonly of: Kind;
  readonly selector?: string;
}

/** Without these there is nothing to say. */
const stages: Read = { kind: "Stage", of: kinds.stage };
const needed: readonly Read[] = [
  { kind: "Warehouse", of: kinds.warehouse },
  { kind: "ProjectConfig", of: kinds.projectConfig },
  { kind: "Freight", of: kinds.freight },
  { kind: "Promotion", of: kinds.promotion },
  { kind: "PromotionTask", of: kinds.promotionTask },
];
const further: readonly Read[] = [
  { kind: "AnalysisTemplate", of: kinds.analysisTemplate },
  // of freezes; without a selector, since a hand may have taken their label away
  { kind: "ConfigMap", of: kinds.configMap },
  { kind: "Role", of: kinds.role },
  { kind: "RoleBinding", of: kinds.roleBinding },
  { kind: "ServiceAccount", of: kinds.serviceAccount },
  { kind: "Secret", of: kinds.secretMetadata, selector: "rbac.kargo.akuity.io/api-token=true" },
];

/**
 * Reads what Projects have in a cluster with an Argo CD of its own, where no object of Kargo's is; writes nothing.
 *
 * @throws ApiFailure when there is no answer; what is refused is told as unread
 */
export async function readElsewhere(
  cluster: Cluster,
  { projects, argocdNamespaces }: Pick<WhatToRead, "projects" | "argocdNamespaces">,
): Promise<Omit<ClusterContents, "clusterTemplates">> {
  const unread: Unread[] = [];
  const [applications, appProjects, namespaces, policies, bindings] = await Promise.all([
    everywhereOrIn(cluster, { kind: "Application", of: kinds.application }, argocdNamespaces, unread),
    everywhereOrIn(cluster, { kind: "AppProject", of: kinds.appProject }, argocdNamespaces, unread),
    tolerantly(cluster, { kind: "Namespace", of: kinds.namespace }, unread),
    tolerantly(cluster, { kind: "ValidatingAdmissionPolicy", of: kinds.guardPolicy }, unread),
    tolerantly(cluster, { kind: "ValidatingAdmissionPolicyBinding", of: kinds.guardBinding }, unread),
  ]);
  const shared = [...applications, ...appProjects, ...namespaces];
  return {
    projects: projects.map((name) => ({ name, objects: belonging(shared, name) })),
    guards: [...policies, ...bindings],
    unread: once(unread),
  };
}

/**
 * Reads what is in a cluster; writes nothing.
 *
 * @throws ApiFailure when Kargo's own objects can't be read, or there is no answer; what else is refused is told as unread
 * @throws UserError when a named Project isn't there
 */
export async function readCluster(cluster: Cluster, what: WhatToRead): Promise<ClusterContents> {
  const unread: Unread[] = [];
  const names = what.projects.length > 0 ? [...new Set(what.projects)] : await allProjects(cluster);
  const [projects, applications, appProjects, namespaces, pods, policies, bindings, templates] = await Promise.all([
    tolerantly(cluster, { kind: "Project", of: kinds.project }, unread),
    everywhereOrIn(cluster, { kind: "Application", of: kinds.application }, what.argocdNamespaces, unread),
    everywhereOrIn(cluster, { kind: "AppProject", of: kinds.appProject }, what.argocdNamespaces, unread),
    tolerantly(cluster, { kind: "Namespace", of: kinds.namespace }, unread),
    Promise.all(what.podNamespaces.map((each) => tolerantly(cluster, { kind: "Pod", of: kinds.pod }, unread, each))),
    tolerantly(cluster, { kind: "ValidatingAdmissionPolicy", of: kinds.guardPolicy }, unread),
    tolerantly(cluster, { kind: "ValidatingAdmissionPolicyBinding", of: kinds.guardBinding }, unread),
    tolerantly(cluster, { kind: "ClusterAnalysisTemplate", of: kinds.clusterAnalysisTemplate }, unread),
  ]);
  const shared = [...projects, ...applications, ...appProjects, ...namespaces, ...pods.flat()];
  const found: LiveProject[] = [];
  // one after the other: a cluster with many Projects isn't asked for everything at once
  for (const name of names) {
    const own = await objectsIn(cluster, name, unread);
    const objects = [...own, ...belonging(shared, name)];
    const isThere = own.some(({ kind }) => kind === "Stage") || objects.some(({ kind }) => kind === "Project");
    if (!isThere && !what.defined.includes(name)) throw await noSuchProject(cluster, name);
    found.push({ name, objects });
  }
  return {
    projects: found,
    guards: [...policies, ...bindings],
    clusterTemplates: templates.map(({ metadata }) => metadata.name),
    unread: once(unread),
  };
}

async function allProjects(cluster: Cluster): Promise<string[]> {
  const stages = await cluster.list<LiveObject>(kinds.stage);
  const projects = await cluster.list<LiveObject>(kinds.project).catch((error: unknown) => {
    if (error instanceof ApiFailure && error.status === 403) return [];
    throw error;
  });
  const names = [
    ...stages.map(({ metadata }) => metadata.namespace ?? ""),
    ...projects.map(({ metadata }) => metadata.name),
  ];
  return [...new Set(names)].sort();
}

async function noSuchProject(cluster: Cluster, name: string): Promise<UserError> {
  const all = await allProjects(cluster).catch(() => []);
  const otherwise = all.length > 0 ? `Projects there: ${listed(all)}` : "Name a Kargo Project (an app's name)";
  return new UserError(
    `${JSON.stringify(name)} is no Kargo Project on ${cluster.name}. ${perhaps(name, all, otherwise)}`,
  );
}

async function objectsIn(cluster: Cluster, project: string, unread: Unread[]): Promise<LiveObject[]> {
  // first, so that who may read nothing is always told the same
  const own = await listOf(cluster, stages, project);
  const read = await Promise.all([
    ...needed.map((each) => listOf(cluster, each, project)),
    ...further.map((each) => tolerantly(cluster, each, unread, project)),
  ]);
  return [...own, ...read.flat()].filter(
    ({ kind, metadata }) => kind !== "ConfigMap" || metadata.name.startsWith(switchName("")),
  );
}

/** What stands elsewhere and belongs to a Project: by name, by Slipway's label, by consent, or through an Application. */
function belonging(shared: readonly LiveObject[], project: string): LiveObject[] {
  const applications = shared.filter(({ kind, metadata }) => kind === "Application" && isOf(metadata, project));
  const spec = (object: LiveObject) =>
    (object["spec"] ?? {}) as { project?: string; destination?: { namespace?: string } };
  const appProjects = new Set(applications.map((each) => `${each.metadata.namespace}/${spec(each).project}`));
  const namespaces = new Set([project, ...applications.map((each) => spec(each).destination?.namespace)]);
  return shared.filter((object) => {
    const { kind, metadata } = object;
    if (kind === "Project") return metadata.name === project;
    if (kind === "Application") return applications.includes(object);
    if (kind === "AppProject")
      return isOf(metadata, project) || appProjects.has(`${metadata.namespace}/${metadata.name}`);
    if (kind === "Namespace") return isOf(metadata, project) || namespaces.has(metadata.name);
    return namespaces.has(metadata.namespace);
  });
}

function isOf({ labels, annotations }: LiveObject["metadata"], project: string): boolean {
  const stages = (annotations?.[authorizedStageAnnotation] ?? "").split(",");
  return labels?.[appLabel] === project || stages.some((each) => each.trim().startsWith(`${project}:`));
}

/** A list's items come without apiVersion and kind. */
async function listOf(cluster: Cluster, { kind, of, selector }: Read, namespace?: string): Promise<LiveObject[]> {
  const items = await cluster.list<LiveObject>(of, namespace, selector);
  const apiVersion = of.group === "" ? of.version : `${of.group}/${of.version}`;
  return items.map((item) => ({ ...item, apiVersion, kind }));
}

/** A refusal is an answer here, and is told; a cluster that doesn't answer at all isn't one. */
async function tolerantly(cluster: Cluster, read: Read, unread: Unread[], namespace?: string): Promise<LiveObject[]> {
  try {
    return await listOf(cluster, read, namespace);
  } catch (error) {
    unread.push(refusal(error, read.kind, namespace));
    return [];
  }
}

async function everywhereOrIn(
  cluster: Cluster,
  read: Read,
  namespaces: readonly string[],
  unread: Unread[],
): Promise<LiveObject[]> {
  try {
    return await listOf(cluster, read);
  } catch (error) {
    const everywhere = refusal(error, read.kind);
    if (everywhere.isUnknown) unread.push(everywhere);
    if (everywhere.isUnknown) return [];
  }
  const parts = await Promise.all(namespaces.map((each) => tolerantly(cluster, read, unread, each)));
  return parts.flat();
}

/** @throws the error itself when it is no refusal */
function refusal(error: unknown, kind: string, namespace?: string): Unread {
  if (!(error instanceof ApiFailure) || (error.status !== 403 && error.status !== 404)) throw error;
  const isUnknown = error.status === 404;
  return { kind, isUnknown, ...(namespace === undefined || isUnknown ? {} : { namespace }) };
}

function once(unread: readonly Unread[]): Unread[] {
  return [...new Map(unread.map((each) => [JSON.stringify(each), each])).values()];
}
