import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { isPlainName, listed, perhaps, shown } from "../words.ts";

/** What data must look like, before anything is asked of its meaning. */
export type Shape =
  | { readonly type: "text" | "flag" | "anything" }
  | { readonly type: "whole"; readonly minimum: number; readonly maximum: number }
  | { readonly type: "choice"; readonly of: readonly (string | boolean)[] }
  | { readonly type: "list"; readonly of: Shape; readonly what: string; readonly some?: boolean }
  /** `example`: the least that fits, for whoever wrote nothing. */
  | {
      readonly type: "map";
      readonly of: Shape;
      readonly what: string;
      readonly empty?: boolean;
      readonly example?: string;
    }
  /** `elsewhere`: keys that people write here, and where they belong. */
  | {
      readonly type: "fields";
      readonly required: Fields;
      readonly optional: Fields;
      readonly elsewhere?: Readonly<Record<string, string>>;
    }
  /** The shape that fits what was given; undefined when nothing does. */
  | { readonly type: "choose"; readonly choose: (value: unknown) => Shape | undefined; readonly what: string };

type Fields = Readonly<Record<string, Shape>>;

/** Every place where a value hasn't the shape it must have. */
export function shapeProblems(shape: Shape, value: unknown, path: string): Problem[] {
  switch (shape.type) {
    case "anything":
      return [];
    case "text":
      return typeof value === "string" ? [] : [wrongType(path, value, "a text")];
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
        return [wrongType(path, value, shape.what, shape.example)];
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
  { required, optional, elsewhere }: Extract<Shape, { readonly type: "fields" }>,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Problem[] {
  const shapes = new Map([...Object.entries(required), ...Object.entries(optional)]);
  const missing = Object.keys(required).filter((key) => value[key] === undefined);
  return [
    ...missing.map((key) => missingField(joined(path, key), exampleOf(shapes.get(key)))),
    ...Object.entries(value).flatMap(([key, item]) => {
      const shape = shapes.get(key);
      if (shape === undefined) return [unknownKey(joined(path, key), key, [...shapes.keys()], elsewhere)];
      return item === undefined ? [] : shapeProblems(shape, item, joined(path, key));
    }),
  ];
}

/** `a.b`; a key that isn't a plain name is written `a["b c"]`, so that a path is one line, unambiguous, and no secret. */
export function joined(path: string, key: string): string {
  return isPlainName(key) ? `${path}.${key}` : `${path}[${shown(key)}]`;
}

function exampleOf(shape: Shape | undefined): string | undefined {
  return shape?.type === "map" ? shape.example : undefined;
}

export function missingField(path: string, example?: string): Problem {
  const fix = example === undefined ? "Add it" : `Add it, for example ${example}`;
  return { rule: "missing", severity: "error", path, message: "This is missing", fix };
}

export function wrongType(path: string, value: unknown, allowed: string, example?: string): Problem {
  const emptyList = Array.isArray(value) && value.length === 0;
  const emptyObject = isRecord(value) && Object.keys(value).length === 0;
  return {
    rule: "wrong-type",
    severity: "error",
    path,
    message:
      typeof value === "number" && allowed.startsWith("a whole number")
        ? "This number is out of range"
        : value === undefined || emptyList || emptyObject
          ? "There is nothing here"
          : "This has the wrong type",
    got: emptyList ? "an empty list" : emptyObject ? "an empty object" : shown(value),
    allowed,
    fix:
      allowed === "a text" && (typeof value === "number" || typeof value === "boolean")
        ? "Put quotes around it"
        : `Write ${example === undefined ? allowed : `for example ${example}`}`,
  };
}

function unknownKey(
  path: string,
  key: string,
  known: readonly string[],
  elsewhere: Readonly<Record<string, string>> = {},
): Problem {
  return {
    rule: "unknown-key",
    severity: "error",
    path,
    message: "This key isn't known here",
    allowed: listed(known),
    fix: Object.hasOwn(elsewhere, key) ? (elsewhere[key] ?? "") : perhaps(key, known, "Remove it"),
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
