import { type Fields, isFields, type Value } from "./value.ts";

/**
 * The part of a live object that the inputs speak about: keys that are in both, lists no longer than the inputs' list.
 * What controllers and defaults add is left out, so it is never a difference. Rule: pruneMap in pulumi-kubernetes.
 */
export function prune(live: Fields, inputs: Fields): Fields {
  const result: Fields = {};
  for (const [key, value] of Object.entries(live)) {
    const wanted = inputs[key];
    if (wanted !== undefined) result[key] = pruneValue(value, wanted);
  }
  return result;
}

function pruneValue(live: Value, wanted: Value): Value {
  if (isFields(live) && isFields(wanted)) return prune(live, wanted);
  if (!Array.isArray(live) || !Array.isArray(wanted)) return live;
  if (live.length === 0 || wanted.length === 0) return [];
  return wanted.slice(0, live.length).map((item, index) => pruneValue(live[index] ?? null, item));
}
