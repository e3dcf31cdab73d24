import type { Cluster, Kind } from "../../../kube/cluster.ts";
import { kinds } from "../../../kube/cluster.ts";
import { fields } from "../../../model/manifests/reading.ts";
import { answered, text } from "../reading.ts";

/** What is being deleted and doesn't go. */
export interface Held {
  /** For people; of what only kubectl has a word for, that word. */
  readonly kind: string;
  /** `kubectl`'s word for it. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
  /** Since when, RFC 3339. */
  readonly since: string;
  readonly finalizers: readonly string[];
  /** Of a namespace: what the server says is still in it, or why it can't tell. */
  readonly remaining?: readonly string[];
}

interface LiveObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
  readonly status?: { readonly conditions?: readonly { type?: string; status?: string; message?: string }[] };
}

/** In the order in which they have to go. */
const looked: readonly { kind: string; at: Kind }[] = [
  { kind: "Application", at: kinds.application },
  { kind: "Promotion", at: kinds.promotion },
  { kind: "Stage", at: kinds.stage },
  { kind: "Warehouse", at: kinds.warehouse },
  { kind: "Project", at: kinds.project },
  { kind: "AppProject", at: kinds.appProject },
  { kind: "Namespace", at: kinds.namespace },
];

/** Of one resource in one namespace; what more there is waits for the same. */
const mostOfOne = 10;

/**
 * Everything of Argo CD's, Kargo's and namespaces that is being deleted, and what else is left in such namespaces, in the
 * order in which it has to go. What isn't installed or may not be read is left out.
 */
export async function heldObjects(cluster: Cluster): Promise<Held[]> {
  const found = await Promise.all(looked.map(({ kind, at }) => heldOf(cluster, kind, at)));
  const own = found.flat();
  const isKnown = ({ resource, namespace, name }: Held) =>
    own.some((each) => each.resource === resource && each.namespace === namespace && each.name === name);
  const namespaces = own.filter(({ kind }) => kind === "Namespace");
  const contents = await Promise.all(namespaces.map((namespace) => contentsOf(cluster, namespace)));
  const others = contents.flat().filter((each) => !isKnown(each));
  return [...own.filter(({ kind }) => kind !== "Namespace"), ...others, ...namespaces];
}

async function heldOf(cluster: Cluster, kind: string, at: Kind, namespace?: string): Promise<Held[]> {
  const objects = await cluster.list<LiveObject>(at, namespace).catch(() => []);
  return objects.flatMap(({ metadata, status }) => {
    const { name, namespace, deletionTimestamp, finalizers = [] } = metadata;
    if (deletionTimestamp === undefined) return [];
    const remaining = (status?.conditions ?? [])
      .filter(({ type = "", status }) => /Remaining$|Failure$/.test(type) && status === "True")
      .flatMap(({ message }) => message ?? []);
    const resource = at.group === "" ? at.plural : `${at.plural}.${at.group}`;
    const held: Held = {
      ...{ kind, resource, name, since: deletionTimestamp, finalizers },
      ...(namespace !== undefined && { namespace }),
      ...(remaining.length > 0 && { remaining }),
    };
    return [held];
  });
}

/** What holds a namespace from within: objects with finalizers, of the resources that its own conditions name. */
async function contentsOf(cluster: Cluster, { name, remaining = [] }: Held): Promise<Held[]> {
  // Source: k8s.io/kubernetes, pkg/controller/namespace/deletion/status_condition_utils.go.
  const resources = [...remaining.join(" ").matchAll(/([a-z0-9]+)\.([a-z0-9.-]*) has \d+ resource instances/g)];
  const found = await Promise.all(
    resources.map(async ([, plural = "", group = ""]) => {
      const version = group === "" ? "v1" : await preferredVersion(cluster, group);
      if (version === "") return [];
      const held = await heldOf(cluster, plural, { group, version, plural, metadataOnly: true }, name);
      return held.filter(({ finalizers }) => finalizers.length > 0).slice(0, mostOfOne);
    }),
  );
  return found.flat();
}

async function preferredVersion(cluster: Cluster, group: string): Promise<string> {
  const { status, body } = await cluster.look(`apis/${group}`);
  return status === 200 ? text(fields(answered(body)["preferredVersion"])["version"]) : "";
}
