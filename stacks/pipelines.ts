import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Pipeline } from "../model/definition.ts";
import { type Problem, ProblemsError } from "../model/problem.ts";
import { nearest } from "../model/words.ts";

/** The project's `apps`. */
export const appsFolder = fileURLToPath(new URL("../apps", import.meta.url));

/** What a definition's file is called; in Slipway's own package, where Node strips no types, the sample's is built. */
const fileNames = ["pipeline.ts", "pipeline.js"];

/**
 * Loads `apps/<name>/pipeline.ts` of the project, wherever the program was started from.
 *
 * @param names which of them; empty: all, in alphabetical order.
 * @param folder where apps are. Default: the project's `apps`.
 * @throws ProblemsError for a name without such a file, a file that doesn't load, or one that doesn't export exactly one
 *   pipeline.
 */
export async function loadPipelines(names: readonly string[], folder: string = appsFolder): Promise<Pipeline[]> {
  const found = pipelineFolders(folder);
  const wanted = names.length === 0 ? found : names;
  const problems: Problem[] = [];
  const pipelines: Pipeline[] = [];
  for (const name of wanted) {
    if (!found.includes(name)) {
      problems.push(unknownPipeline(name, found));
      continue;
    }
    const exported = await exportedPipelines(definitionFile(folder, name) ?? "").catch((error) => {
      problems.push(notLoaded(name, error));
    });
    if (exported === undefined) continue;
    const [pipeline, ...others] = exported;
    if (pipeline === undefined || others.length > 0) problems.push(notOnePipeline(name, exported.length));
    else pipelines.push(pipeline);
  }
  if (problems.length > 0) throw new ProblemsError("pipelines", problems);
  return pipelines;
}

function pipelineFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => definitionFile(folder, name) !== undefined)
    .sort();
}

function definitionFile(folder: string, name: string): string | undefined {
  return fileNames.map((file) => join(folder, name, file)).find((file) => existsSync(file));
}

async function exportedPipelines(file: string): Promise<Pipeline[]> {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  return [...new Set(Object.values(module))].filter(isPipeline);
}

// Only enough to tell a pipeline from other exports; whether it is a right one is for `check`.
function isPipeline(value: unknown): value is Pipeline {
  return typeof value === "object" && value !== null && "app" in value && "stages" in value;
}

function unknownPipeline(name: string, found: readonly string[]): Problem {
  const guess = nearest(name, found);
  return {
    rule: "unknown-pipeline",
    severity: "error",
    path: "slipway:pipelines",
    message: guess === undefined ? "there is no such pipeline" : `there is no such pipeline; did you mean ${guess}`,
    got: JSON.stringify(name),
    allowed: found.length === 0 ? "none yet" : found.join(", "),
    fix: `Write apps/${name}/pipeline.ts or correct the name`,
  };
}

// What a module throws while it loads: a missing import, syntax that Node can't strip, an error in the user's own code.
function notLoaded(name: string, error: unknown): Problem {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    rule: "pipeline-not-loaded",
    severity: "error",
    path: `apps/${name}/pipeline.ts`,
    message: "this file can't be loaded",
    got: text.split("\n", 1)[0] ?? "",
    fix: `Mend it until this shows no error: node apps/${name}/pipeline.ts`,
  };
}

function notOnePipeline(name: string, count: number): Problem {
  return {
    rule: "not-one-pipeline",
    severity: "error",
    path: `apps/${name}/pipeline.ts`,
    message: "a file exports exactly one pipeline",
    got: String(count),
    fix: "Export the value of one call of pipeline(…)",
  };
}
