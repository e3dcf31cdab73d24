import type { JsonParseConfig } from "../../model/kinds/steps/json-parse.gen.ts";
import { readText } from "../files/read-file.ts";
import { extractValues } from "../formats/extract.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/json_parser.go. */
export const jsonParse: StepRunner<JsonParseConfig> = {
  uses: "json-parse",
  async run({ workDir }, { path, outputs }) {
    const text = await readText(workDir, await pathBelow(workDir, path), "JSON file", path);
    return { status: "Succeeded", output: await extractValues(read(text), outputs) };
  },
};

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`could not parse JSON file: ${(error as Error).message}`, { cause: error });
  }
}
