import { goQuoted } from "../go-quoted.ts";
import type { Natives } from "./environment.ts";
import { type ExprEnvironment, evaluateToGo, parsed } from "./evaluate.ts";
import { EvaluationError, Failure } from "./runtime/evaluation-error.ts";
import { fromJson, toJson } from "./runtime/go-json.ts";
import { wellFormed } from "./runtime/go-string.ts";
import { toYaml } from "./runtime/go-yaml.ts";
import { parseFloat64 } from "./runtime/numbers.ts";
import type { Value } from "./runtime/value.ts";
import { isTemplate, split } from "./template.ts";

/**
 * What a string with `${{ … }}` comes to, as Kargo has it: the expressions' results as text, and then a number, bool,
 * list, object or nil where that text is one, unless it stands in quotes. A string without expressions stays a string.
 * Source: akuity/kargo v1.11.2, pkg/expressions/json_templates.go.
 *
 * @throws EvaluationError whose offset counts in `text`
 */
export async function evaluateTemplate(text: string, env: ExprEnvironment): Promise<unknown> {
  if (!isTemplate(text)) return text;
  const found = split(text);
  if ("unclosed" in found)
    throw new EvaluationError(
      `unclosed expression: expected ${JSON.stringify(found.end)} but reached end of template`,
      found.unclosed,
    );
  let result = "";
  for (const piece of found.pieces)
    result += piece.type === "text" ? piece.text : await expression(piece.text, piece.offset, env);
  return typed(wellFormed(result));
}

async function expression(text: string, offset: number, env: ExprEnvironment): Promise<string> {
  try {
    const value = await evaluateToGo(parsed(text), env, natives);
    return typeof value === "string" ? value : toJson(value);
  } catch (error) {
    if (error instanceof EvaluationError)
      throw new EvaluationError(error.reason, error.offset + offset, error.unsupported);
    if (error instanceof Failure) throw new EvaluationError(error.message, offset, error.unsupported);
    throw error;
  }
}

function typed(text: string): unknown {
  const newline = text.endsWith("\n") ? "\n" : "";
  const result = newline === "" ? text : text.slice(0, -1);
  if (result.length > 1 && result.startsWith('"') && result.endsWith('"')) return result.slice(1, -1) + newline;
  const number = parseFloat64(result);
  if (number !== undefined) return number;
  if (["1", "t", "T", "TRUE", "true", "True"].includes(result)) return true;
  if (["0", "f", "F", "FALSE", "false", "False"].includes(result)) return false;
  const json = fromJson(result);
  return json === undefined ? result + newline : json.value;
}

/**
 * The same for every string in an object, however deep; keys stay as they are. What JSON can't hold, an endless number
 * for one, is an error, as it is upstream.
 *
 * @throws EvaluationError
 */
export async function evaluateJsonTemplate(value: unknown, env: ExprEnvironment): Promise<unknown> {
  if (typeof value === "string") {
    const made = await evaluateTemplate(value, env);
    if (typeof made === "number" && !Number.isFinite(made))
      throw new EvaluationError(`json: unsupported value: ${made > 0 ? "+Inf" : made < 0 ? "-Inf" : "NaN"}`, 0);
    return made;
  }
  if (Array.isArray(value)) {
    const made: unknown[] = [];
    for (const one of value) made.push(await evaluateJsonTemplate(one, env));
    return made;
  }
  if (typeof value !== "object" || value === null) return value;
  const made: [string, unknown][] = [];
  for (const [key, one] of Object.entries(value)) made.push([key, await evaluateJsonTemplate(one, env)]);
  return Object.fromEntries(made);
}

/** The functions that Kargo gives every template. */
const natives: Natives = {
  quote: (...args) => {
    const [value = null] = counted("quote", args);
    return typeof value === "string" ? goQuoted(value) : `"${toJson(value)}"`;
  },
  unsafeQuote: (...args) => `"${toJson(counted("unsafeQuote", args)[0] ?? null)}"`,
  asJSON: (...args) => `"${toJson(counted("asJSON", args)[0] ?? null, "  ")}\n"`,
  asYAML: (...args) => `"${toYaml(counted("asYAML", args)[0] ?? null)}"`,
};

function counted(name: string, args: readonly Value[]): readonly Value[] {
  if (args.length === 1) return args;
  throw new Failure(`${args.length < 1 ? "not enough" : "too many"} arguments to call ${name}`);
}
