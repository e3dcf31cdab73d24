import { joined } from "./shape.ts";

/** Whether a value can be written as YAML: texts, numbers, flags, null, lists and objects, without circles. */
export function isPlainData(value: unknown, above: readonly unknown[] = []): boolean {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || above.includes(value) || above.length > 100) return false;
  return Object.values(value).every((part) => isPlainData(part, [...above, value]));
}

/** A text in some data, and the keys and indexes that lead to it. */
interface Text {
  readonly keys: readonly (string | number)[];
  readonly text: string;
}

/** Every text in some data. The data must be plain. */
export function textsIn(value: unknown, keys: Text["keys"] = []): Text[] {
  if (typeof value === "string") return [{ keys, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...keys, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...keys, key]));
}

/** A path with keys and indexes behind it: `config.updates[0].value`. */
export function pathTo(path: string, keys: Text["keys"]): string {
  return keys.reduce<string>((at, key) => (typeof key === "number" ? `${at}[${key}]` : joined(at, key)), path);
}
