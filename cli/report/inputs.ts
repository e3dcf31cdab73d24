import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { compile } from "../../model/compile.ts";
import { drawnObjects } from "../../model/diagram.ts";
import { ProblemsError, UserError } from "../../model/problem.ts";
import type { DefinedPipeline } from "../../model/report/pictures.ts";
import { readPreview } from "../../model/report/read-preview.ts";
import type { Report } from "../../model/report/report.ts";
import type { StackPreview } from "../../model/report/stack-preview.ts";
import { defaultSettings } from "../../model/settings.ts";
import { shown } from "../../model/words.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";

/** A log of a thousand resources has some ten MB; this only keeps a wrong file out of memory. */
const largest = 256 << 20;

/**
 * @param stacks each `NAME=FILE`
 * @throws UserError when one is written otherwise, or named twice
 */
export async function readPreviews(stacks: readonly string[]): Promise<StackPreview[]> {
  const named = stacks.map((each) => {
    const [, name = "", file = ""] = /^([^=]+)=(.+)$/s.exec(each) ?? [];
    if (name === "" || file === "")
      throw new UserError(`--stack: got ${shown(each)}; allowed NAME=FILE, as in --stack prod=prod.jsonl`);
    return { name, file };
  });
  const twice = named.find(({ name }, index) => named.findIndex((each) => each.name === name) < index);
  if (twice !== undefined) throw new UserError(`--stack: ${shown(twice.name)} is named twice`);
  const previews: StackPreview[] = [];
  for (const { name, file } of named) previews.push(readPreview(name, await textOf(file)));
  return previews;
}

/** Undefined when there is no such file: in CI that is how a preview which never began looks. */
async function textOf(file: string): Promise<string | undefined> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new UserError(`--stack: ${file} can't be read: ${error.message}`);
  });
  if (found === undefined) return undefined;
  if (!found.isFile() || found.size > largest)
    throw new UserError(
      `--stack: ${file} ${found.isFile() ? `has more than ${largest >> 20} MiB` : "is no file"}; an engine's event log is wanted`,
    );
  return readFile(file, "utf8");
}

/** Definitions to be drawn, and those that can't be, each with why. */
export async function readDefinitions(
  apps: readonly string[],
  project: string,
): Promise<{ readonly defined: readonly DefinedPipeline[]; readonly undrawn: Report["undrawn"] }> {
  const defined: DefinedPipeline[] = [];
  const undrawn: { app: string; problem: string }[] = [];
  for (const app of apps) {
    try {
      for (const pipeline of await loadPipelines([app], path.join(project, "apps"))) {
        defined.push({ app: pipeline.app, objects: drawnObjects(compile(pipeline, defaultSettings)) });
      }
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      undrawn.push({ app, problem: error.message });
    }
  }
  return { defined, undrawn };
}
