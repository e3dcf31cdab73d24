import { mapped } from "./json-schema.ts";
import type { JsonSchema } from "./schema.ts";

/** Shorter schemas say less with a name than written out. */
const worthSharing = 120;

/**
 * The same schema with every part that occurs twice written once, under `definitions`, named by the field that first
 * holds it. An ApplicationSet's CRD repeats an Application's spec in each of its generators: 1.4 MB become 30 kB.
 *
 * @param reserved names that definitions must not take: the type's own and those it imports
 */
export function shared(schema: JsonSchema, reserved: readonly string[]): JsonSchema {
  const counts = new Map<string, number>();
  mapped(schema, (part) => {
    const text = JSON.stringify(part);
    if (part.properties !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
    return part;
  });
  const names = new Map<string, string>();
  const definitions: Record<string, JsonSchema> = {};
  const referring = (part: JsonSchema, field: string): JsonSchema => {
    const text = JSON.stringify(part);
    if (part.properties === undefined || text.length < worthSharing || (counts.get(text) ?? 0) < 2) {
      return inside(part, field);
    }
    const name = names.get(text) ?? freeName(field, new Set([...reserved, ...names.values()]));
    if (!names.has(text)) {
      names.set(text, name);
      definitions[name] = inside(part, field);
    }
    return { $ref: `#/definitions/${name}` };
  };
  const inside = (part: JsonSchema, field: string): JsonSchema => ({
    ...part,
    ...(part.items === undefined ? {} : { items: referring(part.items, singular(field)) }),
    ...(typeof part.additionalProperties === "object"
      ? { additionalProperties: referring(part.additionalProperties, singular(field)) }
      : {}),
    ...(part.properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(part.properties).map(([name, inner]) => [name, referring(inner, name)]),
          ),
        }),
  });
  const root = inside(schema, "root");
  const sorted = Object.keys(definitions).sort();
  return sorted.length === 0
    ? root
    : { ...root, definitions: Object.fromEntries(sorted.map((name) => [name, definitions[name] ?? {}])) };
}

/** `field` in PascalCase, with a number behind when the name is taken. */
function freeName(field: string, taken: ReadonlySet<string>): string {
  const plain = field.charAt(0).toUpperCase() + field.slice(1).replaceAll(/\W/g, "");
  for (let count = 1; ; count++) {
    const name = count === 1 ? plain : `${plain}${count}`;
    if (!taken.has(name)) return name;
  }
}

function singular(field: string): string {
  return field.endsWith("ies") ? `${field.slice(0, -3)}y` : field.replace(/(?<=[^s])s$/, "");
}
