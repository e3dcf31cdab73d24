import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { RE2JS } from "re2js";
import { isRecord } from "../json.ts";
import type { SchemaFinding } from "./finding.ts";
import { choiceFields, isEmpty, worded } from "./wording.ts";

/** Kargo evaluates what stands between these in a step's config; what comes out may have any type. */
const expression = /\$\{\{|\$\{%/;

/** Upstream matches its patterns with RE2; so no value can make one of them run for hours here either. */
const re2 = Object.assign((pattern: string) => RE2JS.compile(pattern), { code: "" });

// verbose: a message needs the value and the fields that the schema has beside the unknown one
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  verbose: true,
  code: { regExp: re2 },
  formats: {
    "date-time": /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/,
    email: /^[^@\s]+@[^@\s]+$/,
    uri: /^[A-Za-z][A-Za-z0-9+.-]*:/,
    double: true,
    int32: true,
    int64: true,
  },
});
const compiled = new Map<string, ValidateFunction>();

/** How a value is judged. */
export interface Judgement {
  /** Names the schema: each is compiled once, when it is first asked for. */
  readonly name: string;
  readonly schema: () => object;
  /** Texts that hold `${{ }}` or `${% %}` stand for any value. */
  readonly expressions: boolean;
}

/** What a schema says against a value, in people's words, in the value's order. */
export function judge(value: unknown, { name, schema, expressions }: Judgement): SchemaFinding[] {
  const validate = compiled.get(name) ?? ajv.compile(schema());
  compiled.set(name, validate);
  if (validate(value)) return [];
  // what fails inside one form of a choice says nothing: the choice itself tells
  const errors = (validate.errors ?? []).filter(
    (error) => !/\/(oneOf|anyOf|not)\//.test(error.schemaPath) && !(expressions && exempt(error)),
  );
  return errors
    .filter((error) => !repeats(error, errors))
    .map((error) => worded(error, steps(error.instancePath, value)));
}

function exempt({ keyword, data, schema }: ErrorObject): boolean {
  if (typeof data === "string") return expression.test(data);
  if (keyword !== "oneOf" || !isRecord(data)) return false;
  const values = choiceFields(schema).map((field) => data[field]);
  const open = values.filter((value) => typeof value === "string" && expression.test(value));
  return open.length > 0 && values.filter((value) => !isEmpty(value)).length - open.length <= 1;
}

/** A field of the wrong type also spoils the choice it takes part in; the type is the better message. */
function repeats(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (error.keyword !== "oneOf") return false;
  const fields = choiceFields(error.schema);
  return errors.some(
    ({ instancePath, keyword }) =>
      keyword === "type" && fields.some((field) => instancePath === `${error.instancePath}/${field}`),
  );
}

/** A JSON pointer as field names and list indexes. */
function steps(pointer: string, value: unknown): (string | number)[] {
  let part = value;
  return pointer
    .split("/")
    .slice(1)
    .map((escaped) => {
      const key = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
      const step = Array.isArray(part) ? Number(key) : key;
      part = (part as Record<string | number, unknown> | undefined)?.[step];
      return step;
    });
}
