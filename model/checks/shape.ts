import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { isPlainName, listed, perhaps, shown } from "../words.ts";

/** What data must look like, before anything is asked of its meaning. */
export type Shape =
  | { readonly type: "text" | "flag" | "anything" }
  | { readonly type: "whole"; readonly minimum: number; readonly maximum: number }
  | { readonly type: "choice"; readonly of: readonly (string | boolean)[] }
  | { readonly type: "list"; readonly of: Shape; readonly what: string; readonly some?: boolean }
  | { readonly type: "map"; readonly of: Shape; readonly what: string; readonly empty?: boolean }
  | { readonly type: "fields"; readonly required: Fields; readonly optional: Fields }
  /** The shape that fits what was given; undefined when nothing does. */
  | { readonly type: "choose"; readonly choose: (value: unknown) => Shape | undefined; readonly what: string };

type Fields = Readonly<Record<string, Shape>>;

/** Every place where a value hasn't the shape it must have. */
export function shapeProblems(shape: Shape, value: unknown, path: string): Problem[] {
  switch (shape.type) {
    case "anything":
      return [];
    case "text":
      return typeof value === "string" ? [] : [wrongType(path, value, "text")];
    case "flag":
      return typeof value === "boolean" ? [] : [wrongType(path, value, "true or false")];
    case "whole": {
      const { minimum, maximum } = shape;
      const fits = Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
      return fits ? [] : [wrongType(path, value, `a whole number from ${minimum} to ${maximum}`)];
    }
    case "choice":
      return (shape.of as readonly unknown[]).includes(value) ? [] : [unknownChoice(path, value, shape.of.map(String))];
    case "list":
      if (!Array.isArray(value) || (shape.some === true && value.length === 0))
        return [wrongType(path, value, shape.what)];
      return value.flatMap((item, index) => shapeProblems(shape.of, item, `${path}[${index}]`));
    case "map":
      if (!isRecord(value) || (Object.keys(value).length === 0 && shape.empty !== true))
        return [wrongType(path, value, shape.what)];
      return Object.entries(value).flatMap(([key, item]) => shapeProblems(shape.of, item, joined(path, key)));
    case "choose": {
      const chosen = shape.choose(value);
      return chosen === undefined ? [wrongType(path, value, shape.what)] : shapeProblems(chosen, value, path);
    }
    case "fields":
      return isRecord(value) ? fieldProblems(shape, value, path) : [wrongType(path, value, "an object")];
  }
}

function fieldProblems(
  { required, optional }: { readonly required: Fields; readonly optional: Fields },
  value: Readonly<Record<string, unknown>>,
  path: string,
): Problem[] {
  const shapes = new Map([...Object.entries(required), ...Object.entries(optional)]);
  const missing = Object.keys(required).filter((key) => value[key] === undefined);
  return [
    ...missing.map((key) => missingField(joined(path, key))),
    ...Object.entries(value).flatMap(([key, item]) => {
      const shape = shapes.get(key);
      if (shape === undefined) return [unknownKey(joined(path, key), key, [...shapes.keys()])];
      return item === undefined ? [] : shapeProblems(shape, item, joined(path, key));
    }),
  ];
}

/** `a.b`; a key that isn't a plain name is written `a["b c"]`, so that a path is one line, unambiguous, and no secret. */
export function joined(path: string, key: string): string {
  return isPlainName(key) ? `${path}.${key}` : `${path}[${shown(key)}]`;
}

export function missingField(path: string): Problem {
  return { rule: "missing", severity: "error", path, message: "This is missing", fix: "Add it" };
}

export function wrongType(path: string, value: unknown, allowed: string): Problem {
  const got = Array.isArray(value) && value.length === 0 ? "an empty list" : shown(value);
  const empty = isRecord(value) && Object.keys(value).length === 0;
  return {
    rule: "wrong-type",
    severity: "error",
    path,
    message: "This has the wrong type or range",
    got: empty ? "an empty object" : typeof value === "function" ? "a function" : got,
    allowed,
    fix: `Write ${allowed}`,
  };
}

function unknownKey(path: string, key: string, known: readonly string[]): Problem {
  return {
    rule: "unknown-key",
    severity: "error",
    path,
    message: "This key isn't known here",
    allowed: listed(known),
    fix: perhaps(key, known, "Remove it"),
  };
}

function unknownChoice(path: string, value: unknown, choices: readonly string[]): Problem {
  return {
    rule: "unknown-choice",
    severity: "error",
    path,
    message: "This isn't one of the choices",
    got: shown(value),
    allowed: listed(choices),
    fix: typeof value === "string" ? perhaps(value, choices, "Choose one of them") : "Choose one of them",
  };
}
