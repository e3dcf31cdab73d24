import { timeoutMs } from "../await/settle.ts";
import { until } from "../await/until.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "../checkpoint.ts";
import { isNotFound, NoMatchError } from "../kube/api-error.ts";
import { resourcePath } from "../kube/resources.ts";
import { annotation, at, idOf, kindOf, namespaceOf, parseId, text } from "../object.ts";
import { messageOf, ResourceNotReadyError } from "../resource-error.ts";
import { type Reachable, reachable, type Session, unreachableReason } from "../session.ts";
import { gvkOf, isPatch, parseUrn } from "../token.ts";
import { type Fields, isFields } from "../value.ts";
import { applyQuery, applyType } from "./apply.ts";

export interface DeleteInput {
  readonly urn: string;
  readonly id: string;
  readonly state: Fields;
  /** Bound in seconds from `customTimeouts`; 0 for the default. */
  readonly timeout: number;
}

/** Kinds that `pulumi.com/skipAwait` lets go without waiting, as the real provider does. */
const letGo = ["Namespace", "Deployment"];

/**
 * Deletes an object and waits until it is gone. One that is not there any more, or whose CRD is gone, is a success.
 * @throws ResourceNotReadyError naming the finalizers when it is still there at the end of the time
 */
export async function remove(session: Session, input: DeleteInput): Promise<void> {
  const cluster = reachable(session);
  if (cluster === undefined) {
    const reason = `configured Kubernetes cluster is unreachable: ${unreachableReason(session)}`;
    session.log.message("warning", input.urn, reason);
    if (session.options.deleteUnreachable) return;
    throw new Error(
      `${reason}. If the cluster was deleted, set PULUMI_K8S_DELETE_UNREACHABLE=true to drop its resources from Pulumi's state`,
    );
  }
  const state = readCheckpoint(input.state);
  const gvk = gvkOf(parseUrn(input.urn).type, kindOf(state.live));
  const id = parseId(input.id);
  const signal = session.signal;
  let path: string;
  let last: Fields;
  try {
    const type = await cluster.discovery.find(gvk, signal);
    path = resourcePath(type, id.namespace || namespaceOf(state.live) || session.defaultNamespace, id.name);
    if (isPatch(parseUrn(input.urn).type, kindOf(state.live))) {
      await relinquish(cluster, { path, state, signal });
      return;
    }
    const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: propagation(state.inputs) };
    last = await cluster.client.request({ method: "DELETE", path, body }, signal);
  } catch (error) {
    if (isNotFound(error) || error instanceof NoMatchError) return;
    throw error;
  }
  if (annotation(state.inputs, "pulumi.com/skipAwait") === "true" && letGo.includes(gvk.kind)) return;
  // The answer is the object while something holds it, and a Status that names its uid when it is gone at once.
  const uid = text(at(last, "metadata", "uid")) || text(at(last, "details", "uid"));
  last = state.live;
  const look = async () => {
    const live = await cluster.client.request({ method: "GET", path }, signal).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    // Somebody else's new object of the same name is none of ours.
    if (live === undefined || (uid !== "" && text(at(live, "metadata", "uid")) !== uid))
      return { result: true, waitingFor: "" };
    last = live;
    return { waitingFor: `deletion of ${gvk.kind} ${input.id}${held(live)}` };
  };
  try {
    const report = (what: string) => session.log.status(input.urn, `waiting: ${what}`);
    await until(look, { timeoutMs: timeoutMs(input.timeout, state.inputs), signal, report });
  } catch (error) {
    session.log.message("warning", input.urn, `${gvk.kind} ${input.id} is not gone yet${held(last)}`);
    throw new ResourceNotReadyError(
      messageOf(error),
      idOf(last),
      writeCheckpoint({ ...state, live: last }, input.state),
    );
  }
}

/**
 * Gives the fields of a patch back: those that nobody else has said go, the object stays. Rule: Relinquish of
 * pulumi-kubernetes' pkg/ssa/actions.go; one that is gone isn't made anew here.
 */
async function relinquish(
  { client }: Reachable,
  { path, state, signal }: { readonly path: string; readonly state: Checkpoint; readonly signal: AbortSignal },
): Promise<void> {
  await client.request({ method: "GET", path }, signal);
  const { apiVersion, kind, metadata } = state.live;
  const { name = "", namespace } = isFields(metadata) ? metadata : {};
  const place = namespace === undefined ? { name } : { name, namespace };
  await client.request(
    {
      method: "PATCH",
      path,
      query: applyQuery({ manager: state.fieldManager, force: false, preview: false }),
      body: { apiVersion: apiVersion ?? "", kind: kind ?? "", metadata: place },
      contentType: applyType,
    },
    signal,
  );
}

/** Who holds the object: its finalizers, and a namespace's own conditions, which name what is left in it. */
function held(live: Fields): string {
  const finalizers = at(live, "metadata", "finalizers");
  const conditions = at(live, "status", "conditions");
  const left = (Array.isArray(conditions) ? conditions : [])
    .filter((item) => at(item, "status") === "True" && text(at(item, "reason")) !== "")
    .map((item) => text(at(item, "message")));
  const parts = [
    ...(Array.isArray(finalizers) && finalizers.length > 0 ? [`finalizers ${finalizers.join(", ")}`] : []),
    ...(kindOf(live) === "Namespace" ? left : []),
  ];
  return parts.length === 0 ? "" : ` (held by ${parts.join("; ")})`;
}

function propagation(inputs: Fields): string {
  switch (annotation(inputs, "pulumi.com/deletionPropagationPolicy").toLowerCase()) {
    case "orphan":
      return "Orphan";
    case "background":
      return "Background";
    default:
      return "Foreground";
  }
}
