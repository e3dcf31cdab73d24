import { writeFile } from "node:fs/promises";
import { goQuoted } from "../../model/go-quoted.ts";
import type { YamlUpdateConfig } from "../../model/kinds/steps/yaml-update.gen.ts";
import { readText } from "../files/read-file.ts";
import { updateMessage } from "../formats/update-message.ts";
import { setYamlValues, yamlText } from "../formats/yaml-set.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/yaml_updater.go. */
export const yamlUpdate: StepRunner<YamlUpdateConfig> = {
  uses: "yaml-update",
  async run({ workDir }, { path, updates }) {
    if (updates.length === 0) return { status: "Succeeded" };
    try {
      const file = await pathBelow(workDir, path);
      await writeFile(file, change(await readText(workDir, file, "file", path), updates));
    } catch (error) {
      const reason = `error updating image references in values file ${goQuoted(path)}: ${(error as Error).message}`;
      throw new Error(`values file update failed: ${reason}`, { cause: error });
    }
    return { status: "Succeeded", output: { commitMessage: updateMessage(path, updates, yamlText) } };
  },
};

function change(text: string, updates: YamlUpdateConfig["updates"]): string {
  try {
    return setYamlValues(text, updates);
  } catch (error) {
    throw new Error(`error mutating bytes: ${(error as Error).message}`, { cause: error });
  }
}
