/** The parts of an exported deployment that an interrupted run may leave in need of mending (pulumi, sdk/go/common/apitype). */
export interface Deployment {
  readonly resources?: readonly ResourceState[];
  readonly pending_operations?: readonly PendingOperation[];
  readonly [field: string]: unknown;
}

export interface PendingOperation {
  readonly resource: ResourceState;
  /** `creating`, `updating`, `deleting`, `reading`, `importing`. */
  readonly type: string;
}

export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly provider?: string;
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** An object whose creation had begun when a run was cut off. */
export interface InterruptedCreate {
  readonly urn: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined for kinds without namespace. */
  readonly namespace?: string;
  /** Reference to the provider that was creating it: `<urn>::<id>`. */
  readonly provider: string;
}

/** Kubernetes objects that may or may not exist, because nobody wrote down how their creation ended. */
export function interruptedCreates(deployment: Deployment): InterruptedCreate[] {
  const known = new Set((deployment.resources ?? []).filter((each) => !each.delete).map((each) => each.urn));
  return (deployment.pending_operations ?? [])
    .filter((operation) => operation.type === "creating" && !known.has(operation.resource.urn))
    .flatMap(({ resource }) => objectOf(resource) ?? []);
}

/**
 * A deployment without pending operations. Creates whose object exists become resources, marked as not fully
 * initialized: the next `up` then applies and awaits them again, whatever the interrupted run had got to. All other
 * operations are simply repeated by the next `up`, which is safe for updates and deletes of Kubernetes objects.
 *
 * @param existing URNs of interrupted creates whose objects were found.
 */
export function settle(deployment: Deployment, existing: ReadonlySet<string>): Deployment {
  const interrupted = new Map(interruptedCreates(deployment).map((create) => [create.urn, create]));
  const adopted = (deployment.pending_operations ?? []).flatMap(({ resource }) => {
    const create = interrupted.get(resource.urn);
    return create !== undefined && existing.has(resource.urn) ? [adoptedState(resource, create)] : [];
  });
  const { pending_operations: _settled, ...rest } = deployment;
  return { ...rest, resources: [...(deployment.resources ?? []), ...adopted] };
}

function adoptedState(resource: ResourceState, create: InterruptedCreate): ResourceState {
  return {
    ...resource,
    id: create.namespace === undefined ? create.name : `${create.namespace}/${create.name}`,
    outputs: { ...resource.inputs },
    initErrors: ["the run that created this object was interrupted"],
  };
}

const releaseType = "kubernetes:helm.sh/v3:Release";

/** Whether an interrupted create is a Helm release, which is no object of the API server's. */
export function isRelease({ kind, apiVersion }: InterruptedCreate): boolean {
  return kind === "Release" && apiVersion === "helm.sh/v3";
}

/** Helm releases that were being upgraded when a run was cut off. */
export function interruptedUpgrades(deployment: Deployment): InterruptedCreate[] {
  return (deployment.pending_operations ?? [])
    .filter(({ type }) => type === "updating")
    .flatMap(({ resource }) => (resource.type === releaseType ? (objectOf(resource) ?? []) : []));
}

/** A repository, or something in one, whose creation had begun when a run was cut off; whether it exists its service knows. */
export interface UnknownCreate {
  readonly type: string;
  readonly name: string;
  /** Takes one that exists into the state; undefined where there is no such command. */
  readonly importCommand: string | undefined;
}

/** Creates outside of clusters that may have happened. Commands and random values are simply made again. */
export function unknownCreates(deployment: Deployment, stack: string): UnknownCreate[] {
  const known = new Set((deployment.resources ?? []).map((each) => each.urn));
  return (deployment.pending_operations ?? [])
    .filter(({ type, resource }) => type === "creating" && !known.has(resource.urn))
    .filter(({ resource }) => /^(github|pulumi-nodejs):/.test(resource.type))
    .map(({ resource }) => ({
      type: resource.type,
      name: resource.urn.split("::").at(-1) ?? "",
      importCommand: importCommand(resource, stack),
    }));
}

/** A GitHub repository's id is its name. What else stands in one is written over by the next create, or refused by name. */
function importCommand({ type, urn, provider = "", parent, inputs = {} }: ResourceState, stack: string) {
  const id = inputs["name"];
  if (type !== "github:index/repository:Repository" || typeof id !== "string") return undefined;
  const by = provider.slice(0, provider.lastIndexOf("::"));
  const under = typeof parent === "string" ? [`--parent 'parent=${parent}'`] : [];
  const flags = [`--stack ${stack}`, ...under, ...(by === "" ? [] : [`--provider 'provider=${by}'`])];
  return `pulumi import ${type} ${urn.split("::").at(-1)} ${id} ${flags.join(" ")} --generate-code=false --yes`;
}

function releaseOf({ urn, inputs = {}, provider }: ResourceState): InterruptedCreate | undefined {
  const { name, namespace } = inputs;
  if (typeof name !== "string" || typeof namespace !== "string" || provider === undefined) return undefined;
  return { urn, apiVersion: "helm.sh/v3", kind: "Release", name, namespace, provider };
}

function objectOf(resource: ResourceState): InterruptedCreate | undefined {
  if (resource.type === releaseType) return releaseOf(resource);
  const { apiVersion, kind, metadata } = (resource.inputs ?? {}) as Record<string, unknown>;
  const { name, namespace } = (typeof metadata === "object" && metadata !== null ? metadata : {}) as Record<
    string,
    unknown
  >;
  if (!resource.type.startsWith("kubernetes:") || resource.provider === undefined) return undefined;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || typeof name !== "string") return undefined;
  const scope = typeof namespace === "string" ? { namespace } : {};
  return { urn: resource.urn, apiVersion, kind, name, ...scope, provider: resource.provider };
}
