import { writeFile } from "node:fs/promises";
import { goQuoted } from "../../model/go-quoted.ts";
import type { JsonUpdateConfig } from "../../model/kinds/steps/json-update.gen.ts";
import { readText } from "../files/read-file.ts";
import { jsonNumber, jsonText, setJsonValue } from "../formats/json-set.ts";
import { numberText } from "../formats/number-text.ts";
import { updateMessage } from "../formats/update-message.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/json_updater.go. */
export const jsonUpdate: StepRunner<JsonUpdateConfig> = {
  uses: "json-update",
  async run({ workDir }, { path, updates }) {
    if (updates.length === 0) return { status: "Succeeded" };
    try {
      const file = await pathBelow(workDir, path);
      let text = await readText(workDir, file, "JSON file", path);
      for (const { key, value } of updates) text = set(text, key, value);
      await writeFile(file, text);
    } catch (error) {
      throw new Error(`JSON file update failed: ${(error as Error).message}`, { cause: error });
    }
    return { status: "Succeeded", output: { commitMessage: updateMessage(path, updates, shown) } };
  },
};

function set(text: string, key: string, value: unknown): string {
  const raw = jsonScalar(value);
  if (raw === undefined) throw new Error(`value for key ${goQuoted(key)} is not a scalar type`);
  try {
    return setJsonValue(text, key, raw);
  } catch (error) {
    throw new Error(`error setting key ${goQuoted(key)} in JSON file: ${(error as Error).message}`, { cause: error });
  }
}

function jsonScalar(value: unknown): string | undefined {
  if (typeof value === "string") return jsonText(value);
  if (typeof value === "number") return jsonNumber(value);
  return typeof value === "boolean" ? String(value) : undefined;
}

function shown(value: unknown): string {
  if (typeof value === "string") return goQuoted(value);
  return typeof value === "number" ? numberText(value) : String(value);
}
