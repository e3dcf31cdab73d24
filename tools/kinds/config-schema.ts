import { readFile } from "node:fs/promises";
import path from "node:path";
import { mapped, trimmed } from "./json-schema.ts";
import type { JsonSchema } from "./schema.ts";

const foreign = /^([\w-]+\.json)#\/definitions\/(\w+)$/;

/** A schema file of Kargo's, with the definitions it borrows from files beside it taken in. */
export async function configSchema(file: string): Promise<JsonSchema> {
  const schema = trimmed(JSON.parse(await readFile(file, "utf8")));
  const definitions: Record<string, JsonSchema> = { ...schema.definitions };
  const borrow = async (part: JsonSchema): Promise<JsonSchema> => {
    const wanted: { file: string; name: string }[] = [];
    const local = mapped(part, (inner) => {
      const [, from, name] = foreign.exec(inner.$ref ?? "") ?? [];
      if (from === undefined || name === undefined) return inner;
      wanted.push({ file: from, name });
      return { ...inner, $ref: `#/definitions/${name}` };
    });
    for (const { file: from, name } of wanted) {
      if (definitions[name] !== undefined) continue;
      const lender = trimmed(JSON.parse(await readFile(path.join(path.dirname(file), from), "utf8")));
      const definition = lender.definitions?.[name];
      if (definition === undefined) throw new Error(`${file}: ${from} has no definition ${name}`);
      definitions[name] = await borrow(definition);
    }
    return local;
  };
  const { definitions: own, ...root } = await borrow(schema);
  const all = { ...definitions, ...own };
  return Object.keys(all).length === 0 ? root : { ...root, definitions: all };
}
