import { settle } from "../await/settle.ts";
import { readCheckpoint, writeCheckpoint } from "../checkpoint.ts";
import { isReason, NoMatchError } from "../kube/api-error.ts";
import { managedFields, ownedByCreation, takeOver } from "../kube/field-managers.ts";
import { forScope, resourcePath } from "../kube/resources.ts";
import { uniqueName } from "../naming.ts";
import { normalize } from "../normalize.ts";
import { annotation, at, idOf, kindOf, nameOf, namespaceOf } from "../object.ts";
import { messageOf, ResourceNotReadyError } from "../resource-error.ts";
import { withoutSecrets } from "../secrets.ts";
import { type Reachable, reachable, requireCluster, type Session } from "../session.ts";
import { gvkOf, isPatch, parseUrn } from "../token.ts";
import { type Fields, hasUnknown, isFields } from "../value.ts";
import { applyQuery, applyType, conflictNamed } from "./apply.ts";
import { keepIgnored } from "./ignored.ts";

export interface UpdateInput {
  readonly urn: string;
  readonly olds: Fields;
  readonly news: Fields;
  readonly preview: boolean;
  /** Bound in seconds from `customTimeouts`; 0 for the default. */
  readonly timeout: number;
  readonly ignoreChanges: readonly string[];
}

/**
 * Applies the inputs on the server side with the resource's own field manager, and waits until the object is ready.
 * @returns the new state
 * @throws Error as the real provider words it; ResourceNotReadyError when the old object is still there
 */
export async function update(session: Session, input: UpdateInput): Promise<Fields> {
  const plain = normalize(withoutSecrets(input.news));
  const gvk = gvkOf(parseUrn(input.urn).type, kindOf(plain));
  const state = readCheckpoint(input.olds);
  const manager =
    annotation(plain, "pulumi.com/patchFieldManager") ||
    state.fieldManager ||
    uniqueName("pulumi-kubernetes-", undefined);
  const checkpoint = (live: Fields) =>
    writeCheckpoint(
      { inputs: plain, live, initialApiVersion: state.initialApiVersion, fieldManager: manager },
      input.news,
    );
  if (input.preview && (hasUnknown(plain) || reachable(session) === undefined)) return input.news;
  const cluster = requireCluster(session);
  const fail = (error: unknown) => new Error(`update of resource "${input.urn}" failed: ${messageOf(error)}`);
  const type = await cluster.discovery.find(gvk, session.signal).catch((error: unknown) => {
    if (error instanceof NoMatchError && input.preview) return undefined;
    if (error instanceof NoMatchError)
      throw new Error(
        `update of resource "${input.urn}" failed because the Kubernetes API server reported that the apiVersion for ` +
          `this resource does not exist. Verify that any required CRDs have been created: ${error.message}`,
      );
    throw fail(error);
  });
  if (type === undefined) return input.news;

  const path = resourcePath(type, namespaceOf(state.live), nameOf(state.live));
  let live = await cluster.client.request({ method: "GET", path }, session.signal).catch((error: unknown) => {
    throw fail(error);
  });
  try {
    live = await apply(
      session,
      cluster,
      {
        ...{ path, manager, preview: input.preview, body: forScope(type, plain), ignoreChanges: input.ignoreChanges },
        patch: isPatch(parseUrn(input.urn).type, kindOf(plain)),
      },
      live,
    );
    if (input.preview) return checkpoint(live);
    return checkpoint(
      await settle(session, cluster, { type, urn: input.urn, inputs: plain, seconds: input.timeout }, live),
    );
  } catch (error) {
    if (input.preview && isReason(error, "Forbidden")) return input.news;
    throw new ResourceNotReadyError(
      `the Kubernetes API server reported that "${idOf(live)}" failed to fully initialize or become live: ${messageOf(error)}`,
      idOf(live),
      checkpoint(live),
    );
  }
}

async function apply(
  session: Session,
  cluster: Reachable,
  what: {
    readonly path: string;
    readonly manager: string;
    readonly preview: boolean;
    /** Of fields of somebody else's object: theirs stay theirs. */
    readonly patch: boolean;
    readonly body: Fields;
    readonly ignoreChanges: readonly string[];
  },
  live: Fields,
): Promise<Fields> {
  const { path, manager, preview } = what;
  const moved = what.patch ? undefined : takeOver(live, manager);
  if (moved !== undefined && !preview) {
    await cluster.client.request(
      {
        method: "PATCH",
        path,
        contentType: "application/json-patch+json",
        body: [
          { op: "replace", path: "/metadata/managedFields", value: moved },
          // Refused by the server when somebody wrote in between: nobody's ownership is lost.
          { op: "replace", path: "/metadata/resourceVersion", value: at(live, "metadata", "resourceVersion") ?? "" },
        ],
      },
      session.signal,
    );
  }
  const body = keepIgnored(
    what.body,
    live,
    moved?.filter(isFields) ?? managedFields(live),
    manager,
    what.ignoreChanges,
  );
  const force =
    annotation(what.body, "pulumi.com/patchForce") === "true" ||
    session.options.enablePatchForce ||
    managedFields(live).length === 0 ||
    // A dry run cannot take fields over first, so it would meet conflicts that the update does not.
    (preview && ownedByCreation(live));
  const sent = cluster.client.request(
    {
      method: "PATCH",
      path,
      query: applyQuery({ manager, force, preview }),
      body,
      contentType: applyType,
    },
    session.signal,
  );
  return conflictNamed(manager, what.body, sent);
}
