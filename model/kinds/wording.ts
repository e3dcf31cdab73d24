import type { ErrorObject } from "ajv";
import { isRecord } from "../json.ts";
import { listed, perhaps, shown } from "../words.ts";
import type { SchemaFinding } from "./finding.ts";
import { unknownField } from "./metadata.ts";
import { patternWords } from "./pattern-words.ts";

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
  null: "nothing",
};

/** One of ajv's errors in people's words. */
export function worded(error: ErrorObject, path: readonly (string | number)[]): SchemaFinding {
  const { keyword, params, data } = error as ErrorObject<string, Record<string, unknown>>;
  const got = shown(data);
  const limit = String(params["limit"]);
  switch (keyword) {
    case "additionalProperties": {
      const field = String(params["additionalProperty"]);
      return unknownField([...path, field], field, Object.keys(error.parentSchema?.["properties"] ?? {}));
    }
    case "required": {
      const field = String(params["missingProperty"]);
      return { path, message: `${shown(field)} is missing`, fix: `Add ${field}` };
    }
    case "type":
      return { path, message: "the value has the wrong type", got, ...typeAdvice([params["type"]].flat(), data) };
    case "const":
    case "enum": {
      // an empty text among them means the same as leaving the field out
      const choices = [params["allowedValues"] ?? params["allowedValue"]]
        .flat()
        .map(String)
        .filter((text) => text !== "");
      const fix = perhaps(typeof data === "object" ? "" : String(data), choices, "Choose one of them");
      return { path, message: "the value is not among those allowed", got, allowed: listed(choices), fix };
    }
    case "pattern": {
      const allowed = patternWords(String(params["pattern"]), error.parentSchema);
      return { path, message: "the value has the wrong form", got, allowed };
    }
    case "format":
      return { path, message: "the value has the wrong form", got, allowed: formats[String(params["format"])] ?? "" };
    case "minLength":
    case "minItems":
    case "minProperties":
      return {
        path,
        message: limit === "1" ? "the value is empty" : "the value is too short",
        got,
        allowed: `at least ${limit}`,
      };
    case "maxLength":
    case "maxItems":
      return { path, message: "the value is too long", got, allowed: `at most ${limit}` };
    case "minimum":
      return { path, message: "the number is too small", got, allowed: `${limit} or more` };
    case "maximum":
      return { path, message: "the number is too large", got, allowed: `${limit} or less` };
    case "uniqueItems":
      return { path, message: "the list names something twice", fix: "Remove the second one" };
    case "oneOf":
      return { path, ...choice(error.schema, data) };
    case "not": {
      const fields = (error.schema as { required: string[] }).required;
      const message =
        fields.length === 1 ? `${fields.join()} has no place here` : `${fields.join(" and ")} exclude each other`;
      return { path, message, fix: `Remove ${fields.at(-1)}` };
    }
    default:
      return { path, message: `the value ${error.message ?? "is refused"}`, got };
  }
}

const formats: Readonly<Record<string, string>> = {
  "date-time": "a time such as 2026-01-31T08:00:00Z",
  email: "an e-mail address",
  uri: "a URL with its scheme",
};

/** The fields that a choice between forms is about, of a schema's `oneOf`. */
export function choiceFields(branches: unknown): string[] {
  const names = (branches as { required?: string[]; properties?: object }[]).flatMap((branch) => [
    ...(branch.required ?? []),
    ...Object.keys(branch.properties ?? {}),
  ]);
  return [...new Set(names)].sort();
}

/** True for what Kargo counts as not given in such a choice. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || value === false;
}

function choice(branches: unknown, data: unknown): Omit<SchemaFinding, "path"> {
  const fields = choiceFields(branches);
  const given = fields.filter((field) => isRecord(data) && !isEmpty(data[field]));
  const forms = (branches as { required?: string[] }[]).map(
    (branch) => branch.required?.join(" with ") ?? "none of them",
  );
  const allowed = `one of: ${[...new Set(forms)].join(", ")}`;
  if (given.length === 0) return { message: `one of ${listed(fields)} is missing`, allowed, fix: `Give exactly one` };
  if (given.length === 1)
    return { message: `${given.join()} can't stand alone`, allowed, fix: "Give what belongs to it" };
  return { message: `${given.join(" and ")} exclude each other`, allowed, fix: `Keep one of them` };
}

function typeAdvice(types: unknown[], data: unknown): { allowed: string; fix?: string } {
  const names = types
    .filter((type) => type !== "null" || types.length === 1)
    .map((type) => typeNames[String(type)] ?? String(type));
  const allowed = names.join(" or ");
  if (types.includes("string") && (typeof data === "number" || typeof data === "boolean")) {
    return { allowed, fix: "Put quotes around it" };
  }
  if (typeof data === "string" && (/^(true|false)$/.test(data) ? types.includes("boolean") : isNumber(data, types))) {
    return { allowed, fix: "Remove the quotes" };
  }
  return { allowed };
}

function isNumber(data: string, types: unknown[]): boolean {
  return /^-?\d+(\.\d+)?$/.test(data) && (types.includes("integer") || types.includes("number"));
}
