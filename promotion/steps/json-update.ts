import { goQuoted } from "../../model/go-quoted.ts";
import type { JsonUpdateConfig } from "../../model/kinds/steps/json-update.gen.ts";
import { jsonNumber, jsonText, setJsonValue } from "../formats/json-set.ts";
import { numberText } from "../formats/number-text.ts";
import { updateFile } from "../formats/update-file.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/json_updater.go. */
export const jsonUpdate: StepRunner<JsonUpdateConfig> = {
  uses: "json-update",
  run: ({ workDir }, { path, updates }) =>
    updateFile(workDir, {
      ...{ path, updates, called: "JSON file", shown },
      change: (text, all) => all.reduce((changed, { key, value }) => set(changed, key, value), text),
      failed: (reason) => `JSON file update failed: ${reason}`,
    }),
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
