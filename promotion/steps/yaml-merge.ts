import { stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { goQuoted } from "../../model/go-quoted.ts";
import type { YamlMergeConfig } from "../../model/kinds/steps/yaml-merge.gen.ts";
import { fileErrorCode, fileProblem } from "../files/file-problem.ts";
import { makeFolder } from "../files/make-folder.ts";
import { readText } from "../files/read-file.ts";
import { mergeYaml } from "../formats/yaml-merge.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/yaml_merger.go. */
export const yamlMerge: StepRunner<YamlMergeConfig> = {
  uses: "yaml-merge",
  async run({ workDir }, { inFiles, outFile, ignoreMissingFiles = false }) {
    const found: { readonly path: string; readonly file: string }[] = [];
    for (const path of inFiles) {
      const file = await pathBelow(workDir, path);
      try {
        await stat(file);
      } catch (error) {
        const missing = fileErrorCode(error) === "ENOENT";
        if (missing && ignoreMissingFiles) continue;
        const what = missing
          ? `input file ${goQuoted(path)} not found`
          : `unexpected error with file ${goQuoted(path)}`;
        throw new Error(`${what}: ${fileProblem(workDir, error)}`, { cause: error });
      }
      found.push({ path, file });
    }
    const target = await pathBelow(workDir, outFile);
    try {
      const texts: { readonly name: string; readonly text: string }[] = [];
      for (const { path, file } of found)
        texts.push({ name: path, text: await readText(workDir, file, "input file", path) });
      const merged = mergeYaml(texts);
      await makeFolder(dirname(target));
      await writeFile(target, merged, { mode: 0o600 });
    } catch (error) {
      throw new Error(`error merging YAML files: ${fileProblem(workDir, error)}`, { cause: error });
    }
    if (found.length === 0) return { status: "Succeeded" };
    return {
      status: "Succeeded",
      output: {
        commitMessage: messageOf(
          found.map(({ path }) => path),
          outFile,
        ),
      },
    };
  },
};

function messageOf(paths: readonly string[], outFile: string): string {
  if (paths.length === 1) return `Wrote ${paths[0]} to ${outFile}`;
  return `Merged ${paths.length} YAML files to ${outFile}${paths.map((path) => `\n- ${path}`).join("")}`;
}
