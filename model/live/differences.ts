import { canonicalJson, isRecord } from "../json.ts";
import type { Path } from "../manifests/finding.ts";

/** One place where the cluster has something else than was compiled. */
export interface Difference {
  readonly path: Path;
  /** Undefined: nothing there. */
  readonly live: unknown;
  /** Undefined: nothing was compiled here. */
  readonly compiled: unknown;
}

/** Whether a value that nobody wrote may stand at a place, because the API server or a webhook fills it in. */
export type IsFilledIn = (path: Path, value: unknown) => boolean;

/** Every difference of two values, outermost first. Null counts as nothing, as it does for Kubernetes. */
export function differences(compiled: unknown, live: unknown, path: Path, isFilledIn: IsFilledIn): Difference[] {
  const [wanted, found] = [compiled ?? undefined, live ?? undefined];
  if (isRecord(wanted) && isRecord(found)) return ofMaps(wanted, found, path, isFilledIn);
  if (Array.isArray(wanted) && Array.isArray(found)) return ofLists(wanted, found, path, isFilledIn);
  if (wanted === found || (wanted === undefined && isFilledIn(path, found))) return [];
  return [{ path, live: found, compiled: wanted }];
}

type Fields = Readonly<Record<string, unknown>>;

function ofMaps(wanted: Fields, found: Fields, path: Path, isFilledIn: IsFilledIn): Difference[] {
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  return keys.flatMap((key) => differences(own(wanted, key), own(found, key), [...path, key], isFilledIn));
}

function own(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

/** What both begin and end with is the same item; in the middle something was added, taken away or changed. */
function ofLists(
  wanted: readonly unknown[],
  found: readonly unknown[],
  path: Path,
  isFilledIn: IsFilledIn,
): Difference[] {
  const same = (a: number, b: number) => differences(wanted[a], found[b], [...path, b], isFilledIn).length === 0;
  const shorter = Math.min(wanted.length, found.length);
  let start = 0;
  while (start < shorter && same(start, start)) start += 1;
  let end = 0;
  while (end < shorter - start && same(wanted.length - 1 - end, found.length - 1 - end)) end += 1;
  const extra = found.length - wanted.length;
  const changed = shorter - start - end;
  if (extra !== 0 && changed > 0) {
    const [lessWanted, lessFound] = [wanted, found].map((list) => list.slice(start, list.length - end));
    // added and changed at once: which item is which can only be told by what it is called
    if (!alike(lessWanted ?? [], lessFound ?? [])) return [{ path, live: found, compiled: wanted }];
  }
  const both = Array.from({ length: changed }, (_, index) =>
    differences(wanted[start + index], found[start + index], [...path, start + index], isFilledIn),
  ).flat();
  const rest = Array.from({ length: Math.abs(extra) }, (_, index): Difference => {
    const at = start + changed + index;
    return extra > 0
      ? { path: [...path, at], live: found[at], compiled: undefined }
      : { path: [...path, at], live: undefined, compiled: wanted[at] };
  });
  return [...both, ...rest];
}

/** Items at the same index are called the same, as far as the shorter list goes. */
function alike(wanted: readonly unknown[], found: readonly unknown[]): boolean {
  return wanted.slice(0, found.length).every((item, index) => {
    const name = calledOf(item);
    return name !== undefined && name === calledOf(found[index]);
  });
}

const callers = ["name", "as", "uses", "task", "stageSelector", "origin", "repoURL", "image", "git", "chart"];

function calledOf(item: unknown): string | undefined {
  if (!isRecord(item)) return undefined;
  const key = callers.find((each) => item[each] !== undefined);
  return key === undefined ? undefined : `${key}=${canonicalJson(item[key])}`;
}
