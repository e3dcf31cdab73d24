import { goQuoted } from "../../model/go-quoted.ts";
import type { TomlUpdateConfig } from "../../model/kinds/steps/toml-update.gen.ts";
import { setTomlValues, tomlText } from "../formats/toml.ts";
import { mutating, updateFile } from "../formats/update-file.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/toml_updater.go. */
export const tomlUpdate: StepRunner<TomlUpdateConfig> = {
  uses: "toml-update",
  run: ({ workDir }, { path, updates }) =>
    updateFile(workDir, {
      ...{ path, updates, called: "file", shown: tomlText },
      change: (text, all) => mutating(() => setTomlValues(text, all)),
      failed: (reason) => `TOML file update failed: error updating TOML file ${goQuoted(path)}: ${reason}`,
    }),
};
