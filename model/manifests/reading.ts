import { isRecord } from "../json.ts";
import type { Path } from "./finding.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** A map's fields; none for anything else. Inherited names (`constructor`) are no fields. */
export function fields(value: unknown): Fields {
  return isRecord(value) ? Object.assign(Object.create(null), value) : {};
}

export function string(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A list's maps, each with its path; what isn't a map the schemas tell. */
export function items(value: unknown, path: Path): readonly { readonly path: Path; readonly value: Fields }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index) =>
    isRecord(item) ? [{ path: [...path, index], value: fields(item) }] : [],
  );
}

/** Every string inside a value, each with its path. Bounded, since a parsed alias may hold itself. */
export function strings(value: unknown, path: Path, depth = 64): { readonly path: Path; readonly text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (depth === 0) return [];
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => strings(item, [...path, index], depth - 1));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => strings(item, [...path, key], depth - 1));
}
