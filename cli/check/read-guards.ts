import { readFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import { ProblemsError, UserError } from "../../model/problem.ts";
import { catalogue, type Guards, guardsOf } from "../../model/rules/index.ts";

/** Reads a file of guard settings, YAML or JSON. @throws UserError when it can't be read, ProblemsError when it is wrong. */
export async function readGuards(file: string): Promise<Guards> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`--guards ${file}: ${error.code === "ENOENT" ? "there is no such file" : error.message}`);
  });
  const document = parseDocument(text, { uniqueKeys: true });
  const [broken] = document.errors;
  if (broken !== undefined) throw new UserError(`--guards ${file}: this isn't YAML: ${broken.message.split("\n")[0]}`);
  const { guards, problems } = guardsOf(
    document.toJS({ maxAliasCount: 100 }) ?? {},
    catalogue.map(({ id }) => id),
    new Date(),
  );
  if (problems.length > 0) throw new ProblemsError(`--guards ${file}`, problems);
  return guards;
}
