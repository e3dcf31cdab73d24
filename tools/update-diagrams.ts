/** Draws the sample for README.md and docs/. Run by `npm run update`; `verify` asks it what would change. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { goserver } from "../apps/goserver/pipeline.ts";
import { svgDiagram } from "../model/diagram/svg.ts";
import { pipelineDiagram } from "../model/diagram.ts";

const root = path.resolve(import.meta.dirname, "..");
const file = "docs/goserver.svg";

/** Brings the pictures up to date, or with `check` only says which aren't; from the repository's root. */
export async function updateDiagrams({ check }: { readonly check: boolean }): Promise<string[]> {
  const wanted = svgDiagram(pipelineDiagram(goserver));
  const current = await readFile(path.join(root, file), "utf8").catch(() => undefined);
  if (current === wanted) return [];
  if (!check) await writeFile(path.join(root, file), wanted);
  return [file];
}
