import { readCheckpoint } from "../checkpoint.ts";
import { covers, type Difference, differences } from "../difference.ts";
import { forceNewFields, identityFields } from "../force-new.ts";
import { resourcePath } from "../kube/resources.ts";
import { isAutonamed, isNamed } from "../naming.ts";
import { normalize } from "../normalize.ts";
import { kindOf, nameOf, namespaceOf, withMetadata } from "../object.ts";
import { prune } from "../prune.ts";
import { withoutSecrets } from "../secrets.ts";
import { reachable, type Session } from "../session.ts";
import { builtInScope, type Gvk, gvkOf, isBuiltIn, isPatch, parseUrn } from "../token.ts";
import { type Fields, hasUnknown } from "../value.ts";
import { applyQuery, applyType } from "./apply.ts";

export interface DiffInput {
  readonly urn: string;
  /** The resource's state: what create, update or read gave. */
  readonly olds: Fields;
  readonly news: Fields;
  readonly ignoreChanges: readonly string[];
}

export interface DiffResult {
  readonly changes: ReadonlyMap<string, Difference>;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/**
 * Compares the inputs with the part of the last live object that the old inputs speak about. Kinds of Kubernetes
 * itself are then asked for by a dry run: a difference that the server's defaults and canonical forms make vanish is
 * none ("1000m" and "1").
 */
export async function diff(session: Session, input: DiffInput): Promise<DiffResult> {
  const plain = withoutSecrets(input.news);
  const gvk = gvkOf(parseUrn(input.urn).type, kindOf(plain));
  const state = readCheckpoint(input.olds);
  const namespaced = await scopeOf(session, gvk);
  const place = (object: Fields) =>
    withMetadata(object, "namespace", namespaced ? namespaceOf(object) || "default" : undefined);
  let current = place(prune(state.live, normalize(state.inputs)));
  let wanted = normalize(plain);
  // A name that is unknown stays unknown, and so does a namespace: they may force a replacement.
  if (!hasUnknown(wanted.metadata ?? null)) wanted = place(wanted);
  if (nameOf(wanted) !== "") current = withMetadata(current, "name", nameOf(state.live));
  current = { ...current, apiVersion: state.live.apiVersion ?? wanted.apiVersion ?? "", kind: gvk.kind };
  // A patch has no say in when the object is made anew: only another object is another patch.
  const forceNew = isPatch(parseUrn(input.urn).type, gvk.kind)
    ? identityFields
    : forceNewFields(gvk, { ...session.options, immutable: wanted.immutable === true });
  const compare = (fields: Fields) =>
    new Map(
      [...differences(current, fields, forceNew)].filter(
        ([path]) => !input.ignoreChanges.some((ignored) => covers(ignored, path)),
      ),
    );

  let changes = compare(wanted);
  const inPlace = [...changes.values()].every((change) => !change.replace);
  if (changes.size > 0 && inPlace && isBuiltIn(gvk) && !hasUnknown(wanted)) {
    const canonical = await dryRun(session, gvk, state.fieldManager, wanted);
    if (canonical !== undefined) changes = compare(place(prune(canonical, wanted)));
  }
  const replaces = [...changes]
    .filter(([path, change]) => change.replace || (path === "metadata" && change.kind === "delete"))
    .map(([path]) => path);
  return {
    changes,
    replaces,
    deleteBeforeReplace:
      replaces.length > 0 &&
      isNamed(plain) &&
      !isAutonamed(plain) &&
      nameOf(wanted) === nameOf(state.live) &&
      (namespaceOf(wanted) || "default") === (namespaceOf(state.live) || "default"),
  };
}

async function scopeOf(session: Session, gvk: Gvk): Promise<boolean> {
  return (await reachable(session)?.discovery.scope(gvk, session.signal)) ?? builtInScope(gvk) ?? true;
}

/** The object as the server would store it, or undefined when it cannot say: the plain comparison stands then. */
async function dryRun(session: Session, gvk: Gvk, manager: string, wanted: Fields): Promise<Fields | undefined> {
  const cluster = reachable(session);
  if (cluster === undefined || manager === "") return undefined;
  try {
    const type = await cluster.discovery.find(gvk, session.signal);
    return await cluster.client.request(
      {
        method: "PATCH",
        path: resourcePath(type, namespaceOf(wanted), nameOf(wanted)),
        query: applyQuery({ manager, force: true, preview: true }),
        body: wanted,
        contentType: applyType,
      },
      session.signal,
    );
  } catch {
    return undefined;
  }
}
