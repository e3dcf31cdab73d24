import { type Fields, isFields, type Value } from "./value.ts";

/** Accessors for Kubernetes objects whose parts may be missing, of another type, or unknown in a preview. */

export function text(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

export function at(object: Value | undefined, ...path: string[]): Value | undefined {
  let current: Value | undefined = object;
  for (const key of path) {
    if (!isFields(current)) return undefined;
    current = current[key];
  }
  return current;
}

export const nameOf = (object: Fields): string => text(at(object, "metadata", "name"));
export const namespaceOf = (object: Fields): string => text(at(object, "metadata", "namespace"));
export const kindOf = (object: Fields): string => text(object.kind);
export const apiVersionOf = (object: Fields): string => text(object.apiVersion);

/** Value of an annotation, "" when there is none. */
export function annotation(object: Fields, key: string): string {
  return text(at(object, "metadata", "annotations", key));
}

/** A copy with one field of `metadata` set, or taken away. A `metadata` that is unknown stays as it is. */
export function withMetadata(object: Fields, key: string, value: Value | undefined): Fields {
  const metadata = object.metadata;
  if (metadata !== undefined && metadata !== null && !isFields(metadata)) return object;
  const { [key]: _, ...rest } = metadata ?? {};
  return { ...object, metadata: value === undefined ? rest : { ...rest, [key]: value } };
}

/** A copy with an annotation set. Annotations that are unknown stay as they are. */
export function withAnnotation(object: Fields, key: string, value: string): Fields {
  const annotations = at(object, "metadata", "annotations");
  if (annotations !== undefined && annotations !== null && !isFields(annotations)) return object;
  return withMetadata(object, "annotations", { ...annotations, [key]: value });
}

/** `namespace/name`, or `name` for what has no namespace: the id of a resource. */
export function idOf(object: Fields): string {
  const namespace = namespaceOf(object);
  return namespace === "" ? nameOf(object) : `${namespace}/${nameOf(object)}`;
}

/** The parts of an id or of an import's id. */
export function parseId(id: string): { namespace: string; name: string } {
  const slash = id.indexOf("/");
  return slash < 0 ? { namespace: "", name: id } : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}
