import { lstat, realpath, rm, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { goQuoted } from "../../model/go-quoted.ts";
import type { DeleteConfig } from "../../model/kinds/steps/delete.gen.ts";
import { fileErrorCode, fileProblem } from "../files/file-problem.ts";
import { BadPattern, glob } from "../files/glob.ts";
import { type StepRunner, TerminalError } from "../step.ts";

/**
 * A link is removed as a link, and unlike other steps this one refuses a path that leads out of the work folder.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/file_deleter.go.
 */
export const deleteStep: StepRunner<DeleteConfig> = {
  uses: "delete",
  async run({ workDir }, { path, paths = [], pathsAreGlobs = false, strict = false }) {
    const all = path ? [path, ...paths] : paths;
    const targets = pathsAreGlobs ? await matching(workDir, all, strict) : await named(workDir, all, strict);
    for (const target of targets) {
      try {
        await remove(target);
      } catch (error) {
        // An earlier entry may have been the folder around it.
        if (fileErrorCode(error) === "ENOENT") continue;
        throw new Error(`failed to delete: ${fileProblem(workDir, error)}`, { cause: error });
      }
    }
    return { status: "Succeeded" };
  },
};

async function named(workDir: string, paths: readonly string[], strict: boolean): Promise<Set<string>> {
  const targets = new Set<string>();
  for (const path of paths) {
    let target: string | undefined;
    try {
      target = await resolve(workDir, path);
    } catch (error) {
      throw new Error(`could not resolve path ${goQuoted(path)}: ${fileProblem(workDir, error)}`, { cause: error });
    }
    if (target !== undefined) targets.add(target);
    else if (strict) throw new Error(`path ${goQuoted(path)} does not exist`);
  }
  return targets;
}

async function matching(workDir: string, patterns: readonly string[], strict: boolean): Promise<Set<string>> {
  const targets = new Set<string>();
  for (const pattern of patterns) {
    const matches = await find(workDir, pattern);
    if (matches.length === 0 && strict) throw new Error(`no paths matched pattern ${goQuoted(pattern)}`);
    for (const match of matches) {
      const target = await resolve(workDir, match);
      if (target !== undefined) targets.add(target);
    }
  }
  return targets;
}

async function find(workDir: string, pattern: string): Promise<string[]> {
  try {
    return await glob(workDir, pattern.replace(/^\.\//, ""));
  } catch (error) {
    if (!(error instanceof BadPattern)) throw error;
    throw new TerminalError(`invalid glob pattern ${goQuoted(pattern)}: ${error.message}`, { status: "Errored" });
  }
}

/** @returns undefined when there is nothing of that name */
async function resolve(workDir: string, path: string): Promise<string | undefined> {
  const absolute = join(workDir, path);
  if (!within(workDir, absolute)) throw outside();
  let parent: string;
  try {
    parent = await realpath(dirname(absolute));
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  if (!within(workDir, parent)) throw outside();
  const target = join(parent, basename(absolute));
  try {
    await lstat(target);
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  return target;
}

const within = (workDir: string, path: string) => path === workDir || path.startsWith(`${workDir}/`);

const outside = () => new Error("path attempts to traverse outside the working directory");

async function remove(path: string): Promise<void> {
  if ((await lstat(path)).isDirectory()) await rm(path, { recursive: true });
  else await unlink(path);
}
