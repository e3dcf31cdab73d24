import { joined } from "./shape.ts";

/** Whether a value can be written as YAML: texts, numbers, flags, null, lists and objects, without circles. */
export function isPlainData(value: unknown, above: readonly unknown[] = []): boolean {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || above.includes(value) || above.length > 100) return false;
  return Object.values(value).every((part) => isPlainData(part, [...above, value]));
}

/** Every text in some data, with its path below the data: `updates[0].value`. The data must be plain. */
export function textsIn(value: unknown, path = ""): (readonly [path: string, text: string])[] {
  if (typeof value === "string") return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, path === "" ? key : joined(path, key)));
}
