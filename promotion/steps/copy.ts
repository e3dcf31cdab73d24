import { lstat } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { goQuoted } from "../../model/go-quoted.ts";
import type { CopyConfig } from "../../model/kinds/steps/copy.gen.ts";
import { copyTree } from "../files/copy-tree.ts";
import { fileErrorCode, fileProblem } from "../files/file-problem.ts";
import { ignoreLines, ignoreRules } from "../files/ignore-rules.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/file_copier.go. */
export const copy: StepRunner<CopyConfig> = {
  uses: "copy",
  async run({ workDir }, { inPath, outPath, ignore = "" }) {
    const from = await pathBelow(workDir, inPath);
    const to = await pathBelow(workDir, outPath);
    try {
      const domain = (await isFolder(from)) ? from : dirname(from);
      // What Git keeps for itself stays where it is unless a rule asks for it.
      const ignored = ignoreRules([".git", ...ignoreLines(ignore)]);
      await copyTree(from, to, {
        workDir,
        skip: (path, isDirectory) => ignored(relative(domain, path).split("/"), isDirectory),
      });
    } catch (error) {
      throw new Error(`failed to copy ${goQuoted(inPath)} to ${goQuoted(outPath)}: ${fileProblem(workDir, error)}`, {
        cause: error,
      });
    }
    return { status: "Succeeded" };
  },
};

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}
