import { goQuoted } from "../../model/go-quoted.ts";
import type { TomlParseConfig } from "../../model/kinds/steps/toml-parse.gen.ts";
import { readText } from "../files/read-file.ts";
import { extractValues } from "../formats/extract.ts";
import { parseToml } from "../formats/toml.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/toml_parser.go. */
export const tomlParse: StepRunner<TomlParseConfig> = {
  uses: "toml-parse",
  async run({ workDir }, { path, outputs }) {
    const text = await readText(workDir, await pathBelow(workDir, path), "TOML file", path);
    if (text === "") throw new Error(`could not parse empty TOML file: ${goQuoted(path)}`);
    return { status: "Succeeded", output: await extractValues(read(text), outputs) };
  },
};

function read(text: string): unknown {
  try {
    return parseToml(text);
  } catch (error) {
    throw new Error(`could not parse TOML file: ${(error as Error).message}`, { cause: error });
  }
}
