import { isDeepStrictEqual } from "node:util";
import type { ClusterClient, LiveObject } from "../../cluster/cluster-client.ts";
import { Refusal } from "./refusal.ts";

/** What the API server asks (admission.k8s.io/v1). */
export interface AdmissionRequest<T = LiveObject> {
  readonly uid: string;
  readonly operation: "CREATE" | "UPDATE" | "DELETE";
  readonly userInfo: { readonly username: string; readonly groups?: readonly string[] };
  readonly name?: string;
  readonly namespace?: string;
  readonly object: T;
  readonly oldObject: T;
  readonly dryRun?: boolean;
}

/** Judges or completes one object. Answers the completed object, nothing when it stays as it is. */
// biome-ignore lint/suspicious/noExplicitAny: each handler knows its own kind
// biome-ignore lint/suspicious/noConfusingVoidType: one that only judges answers nothing
export type Admit = (request: AdmissionRequest<any>, client: ClusterClient) => Promise<object | void>;

/** An AdmissionReview answered. What isn't a refusal of ours becomes an internal error, as in controller-runtime. */
export async function reviewed(request: AdmissionRequest, admit: Admit, client: ClusterClient): Promise<object> {
  const head = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" };
  try {
    const object = await admit(request, client);
    const patch = object ? jsonPatch(request.object, object as LiveObject) : [];
    if (patch.length === 0) return { ...head, response: { uid: request.uid, allowed: true } };
    const encoded = Buffer.from(JSON.stringify(patch)).toString("base64");
    return { ...head, response: { uid: request.uid, allowed: true, patchType: "JSONPatch", patch: encoded } };
  } catch (error) {
    const { code, reason, message } =
      error instanceof Refusal ? error : { code: 500, reason: "InternalError", message: String(error) };
    return {
      ...head,
      response: { uid: request.uid, allowed: false, status: { status: "Failure", code, reason, message } },
    };
  }
}

/** RFC 6902, one operation for each field of the object itself that differs. */
export function jsonPatch(before: LiveObject, after: LiveObject): object[] {
  const value = JSON.parse(JSON.stringify(after)) as Record<string, unknown>;
  return [...new Set([...Object.keys(before), ...Object.keys(value)])].flatMap((key) => {
    if (isDeepStrictEqual(before[key], value[key])) return [];
    if (value[key] === undefined) return [{ op: "remove", path: `/${key}` }];
    return [{ op: before[key] === undefined ? "add" : "replace", path: `/${key}`, value: value[key] }];
  });
}
