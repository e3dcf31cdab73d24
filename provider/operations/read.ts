import { readCheckpoint, writeCheckpoint } from "../checkpoint.ts";
import { isNotFound, NoMatchError } from "../kube/api-error.ts";
import { resourcePath } from "../kube/resources.ts";
import { uniqueName } from "../naming.ts";
import { normalize } from "../normalize.ts";
import { annotation, apiVersionOf, kindOf, namespaceOf, parseId } from "../object.ts";
import { prune } from "../prune.ts";
import { markSecrets, withoutSecrets } from "../secrets.ts";
import { reachable, type Session, unreachableReason } from "../session.ts";
import { apiVersion, gvkOf, parseUrn } from "../token.ts";
import type { Fields } from "../value.ts";
import { importedInputs } from "./imported.ts";

export interface ReadInput {
  readonly urn: string;
  readonly id: string;
  /** Empty for an import. */
  readonly state: Fields;
  readonly inputs: Fields;
}

export interface ReadResult {
  readonly state: Fields;
  readonly inputs: Fields;
}

/**
 * Reads the live object. With known inputs (a refresh), the inputs come back with the live values of the fields they
 * speak about, so drift shows there and nowhere else; without (an import), they are the object less what only a server
 * writes.
 * @returns undefined when the object is gone
 * @throws Error when the cluster did not answer, unless an option says what to do then
 */
export async function read(session: Session, input: ReadInput): Promise<ReadResult | undefined> {
  const cluster = reachable(session);
  if (cluster === undefined) {
    const reason = `configured Kubernetes cluster is unreachable: ${unreachableReason(session)}`;
    session.log.message("warning", input.urn, reason);
    if (session.options.deleteUnreachable) return undefined;
    if (session.options.skipUpdateUnreachable) return { state: input.state, inputs: input.inputs };
    throw new Error(
      `failed to read resource state: ${reason}. If the cluster was deleted, set PULUMI_K8S_DELETE_UNREACHABLE=true to ` +
        `drop its resources from Pulumi's state`,
    );
  }
  const plain = normalize(withoutSecrets(input.inputs));
  const state = readCheckpoint(input.state);
  const gvk = gvkOf(parseUrn(input.urn).type, kindOf(plain));
  const { namespace, name } = parseId(input.id);
  if (name === "") throw new Error(`cannot read a resource by the id "${input.id}": use name or namespace/name`);
  const imported = apiVersionOf(plain) === "" && apiVersionOf(state.live) === "";
  let live: Fields;
  try {
    const type = await cluster.discovery.find(gvk, session.signal);
    const where = namespace || namespaceOf(plain) || namespaceOf(state.live) || session.defaultNamespace;
    live = await cluster.client.request({ method: "GET", path: resourcePath(type, where, name) }, session.signal);
  } catch (error) {
    if (isNotFound(error) || error instanceof NoMatchError) return undefined;
    throw error;
  }
  const inputs = imported ? importedInputs(live) : prune(live, plain);
  const manager =
    annotation(plain, "pulumi.com/patchFieldManager") ||
    state.fieldManager ||
    uniqueName("pulumi-kubernetes-", undefined);
  return {
    state: writeCheckpoint(
      { inputs, live, initialApiVersion: state.initialApiVersion || apiVersion(gvk), fieldManager: manager },
      input.inputs,
    ),
    inputs: markSecrets(inputs, input.inputs),
  };
}
