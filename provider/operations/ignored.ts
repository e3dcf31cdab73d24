import { text } from "../object.ts";
import { type Fields, isFields, type Value } from "../value.ts";

/**
 * The body of an apply in which ignored fields stay what they are on the server: one that only other managers own is
 * left out, so that the apply neither conflicts with them nor shares the field; any other gets its live value, since
 * leaving out a field of one's own removes it. Paths into lists are sent as they are. Rule: handleSSAIgnoreFields in
 * await.go of pulumi-kubernetes.
 * @param entries managed fields as they are when the apply comes
 */
export function keepIgnored(
  body: Fields,
  live: Fields,
  entries: readonly Fields[],
  manager: string,
  ignoreChanges: readonly string[],
): Fields {
  return ignoreChanges.reduce((result, ignored) => {
    const path = fieldNames(ignored);
    if (path === undefined) return result;
    const owners = entries.filter((entry) => owns(entry.fieldsV1, path)).map((entry) => text(entry.manager));
    if (owners.length > 0 && !owners.includes(manager)) return withField(result, path, undefined);
    const current = path.reduce<Value | undefined>((value, key) => (isFields(value) ? value[key] : undefined), live);
    return current === undefined ? result : withField(result, path, current);
  }, body);
}

/** `metadata.annotations["a.b"]` → its names; undefined when it leads into a list. */
export function fieldNames(path: string): readonly string[] | undefined {
  const names: string[] = [];
  let rest = path;
  while (rest !== "") {
    const match = /^(?:\.?([^.[\]"]+)|\["((?:[^"\\]|\\.)*)"\])/.exec(rest);
    if (match === null) return undefined;
    names.push(match[1] ?? (match[2] ?? "").replace(/\\(.)/g, "$1"));
    rest = rest.slice(match[0].length);
  }
  return names;
}

function owns(set: Value | undefined, path: readonly string[]): boolean {
  let current = set;
  for (const name of path) {
    if (!isFields(current)) return false;
    current = current[`f:${name}`];
  }
  return current !== undefined;
}

function withField(object: Fields, path: readonly string[], value: Value | undefined): Fields {
  const [name, ...rest] = path;
  if (name === undefined) return object;
  const { [name]: old, ...others } = object;
  if (rest.length === 0) return value === undefined ? others : { ...object, [name]: value };
  if (old === undefined && value === undefined) return object;
  return { ...object, [name]: withField(isFields(old) ? old : {}, rest, value) };
}
