import { isDeepStrictEqual } from "node:util";

/**
 * The JSON merge patch (RFC 7396) that turns one value into another; undefined when there is nothing to change. Fields
 * that are undefined count as absent.
 */
export function mergePatch(before: unknown, after: unknown): unknown {
  if (isDeepStrictEqual(plain(before), plain(after))) return undefined;
  if (!isRecord(before) || !isRecord(after)) return after;
  const patch: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (after[key] === undefined) {
      if (before[key] !== undefined) patch[key] = null;
      continue;
    }
    const change = mergePatch(before[key], after[key]);
    if (change !== undefined) patch[key] = change;
  }
  return patch;
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
