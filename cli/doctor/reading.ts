import { isRecord } from "../../model/json.ts";
import { type Fields, fields, string } from "../../model/manifests/reading.ts";

/** An answer's JSON as fields; none for what isn't an object, or no JSON at all. */
export function answered(body: string): Fields {
  try {
    return fields(JSON.parse(body));
  } catch {
    return fields(undefined);
  }
}

/** The maps in a list; none where there is no list. */
export function mapsIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isRecord).map(fields) : [];
}

/** The texts in a list. */
export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A text, empty where there is none. */
export function text(value: unknown): string {
  return string(value) ?? "";
}
