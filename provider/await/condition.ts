import { at, text } from "../object.ts";
import { type Fields, isFields } from "../value.ts";
import { jsonPath } from "./json-path.ts";

export interface Verdict {
  readonly done: boolean;
  /** What is there instead, when not done: shown while waiting and when the time is over. */
  readonly found: string;
}

/** Something to wait for on a live object. */
export interface Condition {
  /** In the user's words: `{.status.health.status}=Healthy`. */
  readonly text: string;
  check(live: Fields): Verdict;
}

/**
 * Reads the annotation `pulumi.com/waitFor`: `jsonpath={…}`, `jsonpath={…}=value`, `condition=Type`,
 * `condition=Type=status`, or a JSON array of these, all of which must hold. Rules: pkg/metadata/overrides.go.
 * @throws Error with what was got and what is expected
 */
export function parseWaitFor(annotation: string): readonly Condition[] {
  const expressions = list(annotation);
  if (expressions.length === 0) throw new Error("pulumi.com/waitFor: at least one condition must be specified");
  return expressions.map((expression) => {
    if (expression.startsWith("jsonpath=")) return pathCondition(expression.slice("jsonpath=".length));
    if (expression.startsWith("condition=")) return statusCondition(expression.slice("condition=".length));
    throw new Error(`pulumi.com/waitFor: expected a "jsonpath=" or "condition=" prefix, got "${expression}"`);
  });
}

function list(annotation: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(annotation);
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  } catch {
    // Not JSON: one expression.
  }
  return [annotation];
}

function pathCondition(raw: string): Condition {
  // "==" belongs to a filter; a single "=" parts path and value.
  const parts = raw.split(/(?<![=!])=(?!=)/);
  const [path = "", value] = parts;
  if (parts.length > 2) throw new Error(`pulumi.com/waitFor: format should be {.path}=value or {.path}, got "${raw}"`);
  if (value === "") throw new Error(`pulumi.com/waitFor: ${path}= requires a value`);
  if (path.startsWith("'")) throw new Error(`pulumi.com/waitFor: ${path} should omit shell quotes`);
  const inner = /^\{\s*(.*?)\s*\}$/.exec(path)?.[1];
  if (inner === undefined) throw new Error(`pulumi.com/waitFor: ${path} should be wrapped in brackets { ... }`);
  const select = jsonPath(inner);
  return {
    text: raw,
    check: (live) => {
      if (!observed(live, undefined)) return { done: false, found: "the controller has not seen the latest change" };
      const [found] = select(live);
      if (found === undefined) return { done: false, found: `${path} selected nothing` };
      if (value === undefined) return { done: true, found: "" };
      if (typeof found === "object" && found !== null)
        throw new Error(`pulumi.com/waitFor: "${path}" has a non-primitive value, so it cannot equal "${value}"`);
      return { done: String(found) === value, found: `found "${String(found)}"` };
    },
  };
}

/** A status condition, as `kubectl wait --for=condition=…` reads it: case does not matter, the default is True. */
export function statusCondition(expression: string): Condition {
  const split = expression.indexOf("=");
  const type = split < 0 ? expression : expression.slice(0, split);
  const wanted = split < 0 ? "True" : expression.slice(split + 1);
  return {
    text: `condition ${type}=${wanted}`,
    check: (live) => {
      const conditions = at(live, "status", "conditions");
      if (!Array.isArray(conditions)) return { done: false, found: "there are no .status.conditions" };
      const condition = conditions
        .filter(isFields)
        .find((item) => text(item.type).toLowerCase() === type.toLowerCase());
      if (condition === undefined) return { done: false, found: `there is no condition ${type}` };
      if (!observed(live, condition)) return { done: false, found: "the controller has not seen the latest change" };
      const why = [text(condition.reason), text(condition.message)].filter((part) => part !== "").join(": ");
      const status = text(condition.status);
      return {
        done: status.toLowerCase() === wanted.toLowerCase(),
        found: `found ${type}=${status}${why === "" ? "" : ` (${why})`}`,
      };
    },
  };
}

/** False while the status is about an older generation of the object. */
export function observed(live: Fields, condition: Fields | undefined): boolean {
  const generation = at(live, "metadata", "generation");
  const seen = condition?.observedGeneration ?? at(live, "status", "observedGeneration");
  return typeof generation !== "number" || typeof seen !== "number" || seen >= generation;
}
