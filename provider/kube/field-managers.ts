import { text } from "../object.ts";
import { type Fields, isFields, type Value } from "../value.ts";

/** Manager of objects created by POST; the first apply takes its fields over. */
export const createManager = "pulumi-kubernetes";

/** Managers whose fields an apply takes over, with the operation they recorded (await.go, fixCSAFieldManagers). */
const taken: readonly (readonly [manager: string, operation: string])[] = [
  ["kubectl", "Apply"],
  ["kubectl", "Update"],
  ["before-first-apply", "Update"],
  ["pulumi-kubernetes", "Update"],
  ["pulumi-kubernetes.exe", "Update"],
  ["pulumi-resource-kubernetes", "Update"],
];

/**
 * `metadata.managedFields` after the fields of creation and of kubectl moved to `manager`, so that its apply meets no
 * conflict with them and can take fields away. undefined when nothing moves. Status fields stay where they are.
 */
export function takeOver(live: Fields, manager: string): Value[] | undefined {
  const entries = managedFields(live);
  const moves = (entry: Fields) =>
    text(entry.subresource) === "" &&
    taken.some(([name, operation]) => entry.manager === name && entry.operation === operation);
  const moved = entries.filter(moves);
  const first = moved[0];
  if (first === undefined) return undefined;
  const own = entries.find((entry) => entry.manager === manager && entry.operation === "Apply");
  const merged: Fields = {
    ...(own ?? first),
    manager,
    operation: "Apply",
    fieldsV1: [...(own === undefined ? [] : [own]), ...moved].reduce<Fields>(
      (sum, entry) => union(sum, isFields(entry.fieldsV1) ? entry.fieldsV1 : {}),
      {},
    ),
  };
  return [merged, ...entries.filter((entry) => entry !== own && !moves(entry))];
}

/** True when some field still belongs to the manager of creation. */
export function ownedByCreation(live: Fields): boolean {
  return managedFields(live).some(
    (entry) =>
      entry.operation === "Update" &&
      ["pulumi-kubernetes", "pulumi-kubernetes.exe", "pulumi-resource-kubernetes"].includes(text(entry.manager)),
  );
}

export function managedFields(live: Fields): readonly Fields[] {
  const metadata = live.metadata;
  const list = isFields(metadata) ? metadata.managedFields : undefined;
  return Array.isArray(list) ? list.filter(isFields) : [];
}

/** FieldsV1 sets are maps of maps; their union is a deep merge. */
function union(a: Fields, b: Fields): Fields {
  const result: Fields = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const other = result[key];
    result[key] = isFields(other) && isFields(value) ? union(other, value) : value;
  }
  return result;
}
