import { isRecord } from "../json.ts";
import type { PlatformPart } from "./platform.ts";
import { layered, type Values } from "./values.ts";

/**
 * The whole set of values of a release that is taken over: those that it has, without the keys that it is to lose, and the
 * user's own over them.
 */
export function takenOverValues(
  { values, takeOver }: Pick<PlatformPart, "values" | "takeOver">,
  stored: Values,
): Values {
  const unset = takeOver?.unset ?? [];
  return layered(unset.map(stepsOf).reduce(without, stored), values);
}

/** As for helm's `--set`: a dot within a key has `\` before it. */
function stepsOf(key: string): readonly string[] {
  return key.split(/(?<!\\)\./).map((step) => step.replaceAll("\\.", "."));
}

/** Maps that have lost their last key go too. */
function without(values: Values, [first = "", ...rest]: readonly string[]): Values {
  const { [first]: found, ...others } = values;
  if (found === undefined) return values;
  if (rest.length === 0) return others;
  if (!isRecord(found)) return values;
  const left = without(found, rest);
  if (left === found) return values;
  return Object.keys(left).length === 0 ? others : { ...values, [first]: left };
}
