import { setTimeout as sleep } from "node:timers/promises";
import { settle, timeoutMs } from "../await/settle.ts";
import { writeCheckpoint } from "../checkpoint.ts";
import { ApiError, isNotFound, isReason, NoMatchError } from "../kube/api-error.ts";
import { createManager } from "../kube/field-managers.ts";
import { forScope, type ResourceType, resourcePath } from "../kube/resources.ts";
import { uniqueName } from "../naming.ts";
import { annotation, apiVersionOf, idOf, kindOf, nameOf, namespaceOf } from "../object.ts";
import { messageOf, ResourceNotReadyError } from "../resource-error.ts";
import { withoutSecrets } from "../secrets.ts";
import { type Reachable, reachable, requireCluster, type Session, unreachableReason } from "../session.ts";
import { apiVersion, gvkOf, isPatch, parseUrn } from "../token.ts";
import { type Fields, hasUnknown } from "../value.ts";
import { applyQuery, applyType, conflictNamed } from "./apply.ts";

export interface CreateInput {
  readonly urn: string;
  readonly news: Fields;
  readonly preview: boolean;
  /** Bound in seconds from `customTimeouts`; 0 for the default. */
  readonly timeout: number;
}

export interface CreateResult {
  /** "" in a preview. */
  readonly id: string;
  readonly state: Fields;
}

/** Times the real provider tries again when a namespace or a CRD may still be on its way: after 1, 2, 4, 8, 16 s, within the timeout. */
const retries = 5;

/**
 * Creates an object, and waits until it is ready. An object that exists is refused unless `upsertExistingObjects` is
 * set. A preview is a dry run where one is possible, else the inputs as they are.
 * @throws Error as the real provider words it; ResourceNotReadyError when it exists and did not become ready
 */
export async function create(session: Session, input: CreateInput): Promise<CreateResult> {
  const plain = withoutSecrets(input.news);
  const gvk = gvkOf(parseUrn(input.urn).type, kindOf(plain));
  const patch = isPatch(parseUrn(input.urn).type, kindOf(plain));
  const manager = annotation(plain, "pulumi.com/patchFieldManager") || uniqueName("pulumi-kubernetes-", undefined);
  const checkpoint = (live: Fields) =>
    writeCheckpoint({ inputs: plain, live, initialApiVersion: apiVersionOf(plain), fieldManager: manager }, input.news);
  if (input.preview && patch) return { id: "", state: input.news };
  if (input.preview) {
    const previewed = await preview(session, input.urn, plain, manager);
    return { id: "", state: previewed === undefined ? input.news : checkpoint(previewed) };
  }
  const cluster = requireCluster(session);
  const { type, stored } = await patiently(session, input, plain, () =>
    send(session, cluster, plain, manager, { preview: false, patch }),
  ).catch((error: unknown) => {
    if (error instanceof NoMatchError)
      throw new Error(
        `creation of resource "${input.urn}" with kind ${apiVersion(gvk)}/${gvk.kind} failed because the Kubernetes API ` +
          `server reported that the apiVersion for this resource does not exist. Verify that any required CRDs have ` +
          `been created: ${error.message}`,
      );
    const hint = isReason(error, "AlreadyExists") ? `\n\n${existsHint}` : "";
    throw new Error(
      `resource "${input.urn}" was not successfully created by the Kubernetes API server: ${messageOf(error)}${hint}`,
    );
  });
  try {
    const live = await settle(
      session,
      cluster,
      { type, urn: input.urn, inputs: plain, seconds: input.timeout },
      stored,
    );
    return { id: idOf(live), state: checkpoint(live) };
  } catch (error) {
    throw new ResourceNotReadyError(
      `resource "${input.urn}" was successfully created, but the Kubernetes API server reported that it failed to ` +
        `fully initialize or become live: ${messageOf(error)}`,
      idOf(stored),
      checkpoint(stored),
    );
  }
}

const existsHint =
  "The resource already exists in the cluster. Import it (`pulumi import` or the `import` option), give a renamed " +
  "resource an alias, or set upsertExistingObjects on the provider to take existing objects over.";

async function send(
  session: Session,
  cluster: Reachable,
  inputs: Fields,
  manager: string,
  { preview, patch }: { readonly preview: boolean; readonly patch: boolean },
) {
  const gvk = gvkFrom(inputs);
  const type: ResourceType = await cluster.discovery.find(gvk, session.signal);
  const body = forScope(type, inputs);
  const namespace = namespaceOf(body);
  const force = annotation(inputs, "pulumi.com/patchForce") === "true" || session.options.enablePatchForce || preview;
  // Once a create is sent it isn't taken back: the server may have carried it out, and an object that the state doesn't
  // know is in the way of the next run. The request has a bound of its own.
  session.signal.throwIfAborted();
  const signal = preview ? session.signal : undefined;
  const stored =
    patch || session.options.upsertExistingObjects
      ? await conflictNamed(
          manager,
          inputs,
          cluster.client.request(
            {
              method: "PATCH",
              path: resourcePath(type, namespace, nameOf(inputs)),
              query: applyQuery({ manager, force, preview }),
              body,
              contentType: applyType,
            },
            signal,
          ),
        )
      : await cluster.client.request(
          {
            method: "POST",
            path: resourcePath(type, namespace),
            query: { fieldManager: createManager, ...(preview ? { dryRun: "All" } : {}) },
            body,
          },
          signal,
        );
  return { type, stored };
}

function gvkFrom(inputs: Fields) {
  const version = apiVersionOf(inputs);
  const slash = version.indexOf("/");
  return { group: slash < 0 ? "" : version.slice(0, slash), version: version.slice(slash + 1), kind: kindOf(inputs) };
}

/** The object as the server would create it; undefined when only an update can tell. */
async function preview(session: Session, urn: string, inputs: Fields, manager: string): Promise<Fields | undefined> {
  const cluster = reachable(session);
  if (cluster === undefined) {
    session.log.message(
      "warning",
      urn,
      `configured Kubernetes cluster is unreachable, so the preview shows the inputs only: ${unreachableReason(session)}`,
    );
    return undefined;
  }
  if (hasUnknown(inputs)) return undefined;
  try {
    const { stored } = await send(session, cluster, inputs, manager, { preview: true, patch: false });
    // An empty status would be read by programs as if it were the real one.
    const { status: _, ...rest } = stored;
    return rest;
  } catch (error) {
    if (error instanceof NoMatchError) return undefined;
    const notYet = isNotFound(error) && error instanceof ApiError && error.subject === "namespaces";
    const cannotSay =
      isReason(error, "Forbidden") ||
      isReason(error, "AlreadyExists") ||
      /does not support dry run/.test(messageOf(error));
    if (notYet || cannotSay) return undefined;
    throw new Error(`resource "${urn}" was not successfully created by the Kubernetes API server: ${messageOf(error)}`);
  }
}

async function patiently<T>(
  session: Session,
  input: CreateInput,
  plain: Fields,
  attempt: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + timeoutMs(input.timeout, plain);
  for (let tried = 0; ; tried++) {
    const pause = 1000 * 2 ** tried;
    try {
      return await attempt();
    } catch (error) {
      const mayCome = isNotFound(error) || error instanceof NoMatchError;
      if (!mayCome || tried >= retries || Date.now() + pause > deadline) throw error;
      session.log.status(input.urn, `Retry #${tried + 1}; creation failed: ${messageOf(error)}`);
      await sleep(pause, undefined, { signal: session.signal });
    }
  }
}
