import { writeFile } from "node:fs/promises";
import { goQuoted } from "../../model/go-quoted.ts";
import type { TomlUpdateConfig } from "../../model/kinds/steps/toml-update.gen.ts";
import { readText } from "../files/read-file.ts";
import { setTomlValues, tomlText } from "../formats/toml.ts";
import { updateMessage } from "../formats/update-message.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/toml_updater.go. */
export const tomlUpdate: StepRunner<TomlUpdateConfig> = {
  uses: "toml-update",
  async run({ workDir }, { path, updates }) {
    if (updates.length === 0) return { status: "Succeeded" };
    try {
      const file = await pathBelow(workDir, path);
      await writeFile(file, change(await readText(workDir, file, "file", path), updates));
    } catch (error) {
      const reason = `error updating TOML file ${goQuoted(path)}: ${(error as Error).message}`;
      throw new Error(`TOML file update failed: ${reason}`, { cause: error });
    }
    return { status: "Succeeded", output: { commitMessage: updateMessage(path, updates, tomlText) } };
  },
};

function change(text: string, updates: TomlUpdateConfig["updates"]): string {
  try {
    return setTomlValues(text, updates);
  } catch (error) {
    throw new Error(`error mutating bytes: ${(error as Error).message}`, { cause: error });
  }
}
