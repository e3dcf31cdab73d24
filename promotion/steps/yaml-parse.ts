import { goQuoted } from "../../model/go-quoted.ts";
import type { YamlParseConfig } from "../../model/kinds/steps/yaml-parse.gen.ts";
import { readText } from "../files/read-file.ts";
import { extractValues } from "../formats/extract.ts";
import { parseYaml } from "../formats/parse-yaml.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/yaml_parser.go. */
export const yamlParse: StepRunner<YamlParseConfig> = {
  uses: "yaml-parse",
  async run({ workDir }, { path, outputs }) {
    const text = await readText(workDir, await pathBelow(workDir, path), "YAML file", path);
    if (text === "") throw new Error(`could not parse empty YAML file: ${goQuoted(path)}`);
    return { status: "Succeeded", output: await extractValues(read(text), outputs) };
  },
};

function read(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw new Error(`could not parse YAML file: ${(error as Error).message}`, { cause: error });
  }
}
