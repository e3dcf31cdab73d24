import type { KubeObject, ObjectMeta } from "../object.ts";
import { legible } from "../words.ts";

/** An object as a cluster has it. */
export interface LiveObject extends KubeObject {
  readonly metadata: ObjectMeta & {
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly managedFields?: readonly ManagedFields[];
  };
}

/** Who wrote which fields, as the API server keeps it. */
export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly time?: string;
  /** `status` for what controllers report. */
  readonly subresource?: string;
  readonly fieldsV1?: unknown;
}

/** `Stage/goserver/prod`; `Project/goserver` where there is no namespace. */
export function placeOf({ kind, metadata }: KubeObject): string {
  return [kind, metadata.namespace, metadata.name]
    .filter((part) => part !== undefined && part !== "")
    .map((part) => legible(String(part)))
    .join("/");
}
