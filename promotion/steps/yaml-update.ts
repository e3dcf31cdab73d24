import { goQuoted } from "../../model/go-quoted.ts";
import type { YamlUpdateConfig } from "../../model/kinds/steps/yaml-update.gen.ts";
import { mutating, updateFile } from "../formats/update-file.ts";
import { setYamlValues, yamlText } from "../formats/yaml-set.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/yaml_updater.go. */
export const yamlUpdate: StepRunner<YamlUpdateConfig> = {
  uses: "yaml-update",
  run: ({ workDir }, { path, updates }) =>
    updateFile(workDir, {
      ...{ path, updates, called: "file", shown: yamlText },
      change: (text, all) => mutating(() => setYamlValues(text, all)),
      failed: (reason) =>
        `values file update failed: error updating image references in values file ${goQuoted(path)}: ${reason}`,
    }),
};
