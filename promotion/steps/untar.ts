import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { goQuoted } from "../../model/go-quoted.ts";
import type { UntarConfig } from "../../model/kinds/steps/untar.gen.ts";
import { extractTar } from "../files/extract-tar.ts";
import { fileProblem } from "../files/file-problem.ts";
import { moveOver } from "../files/move.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/**
 * Extracts beside the target first and takes its place then: what was there before goes.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/tar_extractor.go.
 */
export const untar: StepRunner<UntarConfig> = {
  uses: "untar",
  async run({ workDir, signal }, { inPath, outPath, ignore = "", stripComponents = 0 }) {
    const archive = await pathBelow(workDir, inPath);
    const target = await pathBelow(workDir, outPath);
    const into = await mkdtemp(join(workDir, ".untar-"));
    try {
      await extractTar(archive, inPath, { workDir, into, ignore, stripComponents, signal });
    } catch (error) {
      await rm(into, { recursive: true, force: true });
      const shown = archive.slice(workDir.length + 1);
      throw new Error(`failed to extract tar file ${goQuoted(shown)}: ${(error as Error).message}`, { cause: error });
    }
    try {
      await mkdir(target, { recursive: true, mode: 0o750 }).catch((error) => {
        throw new Error(`failed to create directory ${goQuoted(outPath)}: ${fileProblem(workDir, error)}`, {
          cause: error,
        });
      });
      await moveOver(workDir, into, target);
    } finally {
      await rm(into, { recursive: true, force: true });
    }
    return { status: "Succeeded" };
  },
};
