import type { JsonSchema } from "./schema.ts";

/**
 * A schema as the text of a TypeScript constant: JSON with one line a definition, so that a change shows as a short
 * difference, and a string, so that neither tsc nor a program that never asks for the kind spends time on it.
 *
 * @throws Error when the schema holds what would end the template
 */
export function schemaText(constant: string, schema: JsonSchema): string {
  const { definitions = {}, ...root } = schema;
  const lines = Object.entries(definitions).map(([name, part]) => `${JSON.stringify(name)}:${JSON.stringify(part)}`);
  const { properties = {}, ...head } = root;
  const fields = Object.entries(properties).map(([name, part]) => `${JSON.stringify(name)}:${JSON.stringify(part)}`);
  const text = [
    `${JSON.stringify(head).slice(0, -1)},"definitions":{`,
    lines.join(",\n"),
    '},"properties":{',
    fields.join(",\n"),
    "}}",
  ].join("\n");
  if (/`|\$\{/.test(text)) throw new Error(`${constant}: its schema can't stand in a template literal`);
  return `export const ${constant} = String.raw\`${text}\`;\n`;
}
