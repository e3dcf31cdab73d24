import { conditions } from "./cel.ts";
import type { JsonSchema } from "./schema.ts";

/** Keywords that are kept; prose, titles and what only an API server reads are not among them. */
const plain = [
  "type",
  "required",
  "enum",
  "const",
  "default",
  "pattern",
  "format",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "minProperties",
  "uniqueItems",
  "$ref",
] as const;
const nested = ["items", "additionalProperties", "not"] as const;
const lists = ["oneOf", "anyOf", "allOf"] as const;
const maps = ["properties", "definitions"] as const;

/** A schema with the keywords above only, in their order, so that the same source gives the same bytes. */
export function trimmed(schema: unknown): JsonSchema {
  if (typeof schema !== "object" || schema === null) throw new Error(`not a schema: ${JSON.stringify(schema)}`);
  const source = schema as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  for (const key of plain) if (source[key] !== undefined) result[key] = source[key];
  if (source["x-kubernetes-int-or-string"] === true) return { ...result, type: ["integer", "string"] };
  if (source["x-kubernetes-preserve-unknown-fields"] === true && result["type"] === "object") {
    result["additionalProperties"] = true;
  }
  const rules = conditions(source["x-kubernetes-validations"]);
  if (rules.length > 0) result["allOf"] = rules;
  for (const key of nested) {
    const value = source[key];
    if (value !== undefined) result[key] = typeof value === "boolean" ? value : trimmed(value);
  }
  for (const key of lists) if (Array.isArray(source[key])) result[key] = source[key].map(trimmed);
  for (const key of maps) {
    const value = source[key];
    if (value === undefined) continue;
    const entries = Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1));
    result[key] = Object.fromEntries(entries.map(([name, part]) => [name, trimmed(part)]));
  }
  return result as JsonSchema;
}

/** Applies a change to every schema inside a schema, from the inside out. */
export function mapped(schema: JsonSchema, change: (part: JsonSchema) => JsonSchema): JsonSchema {
  const inner = (part: JsonSchema) => mapped(part, change);
  const result: JsonSchema = { ...schema };
  if (result.items !== undefined) result.items = inner(result.items);
  if (result.not !== undefined) result.not = inner(result.not);
  if (typeof result.additionalProperties === "object") result.additionalProperties = inner(result.additionalProperties);
  for (const key of lists) if (result[key] !== undefined) result[key] = result[key].map(inner);
  for (const key of maps) {
    if (result[key] === undefined) continue;
    result[key] = Object.fromEntries(Object.entries(result[key]).map(([name, part]) => [name, inner(part)]));
  }
  return change(result);
}
