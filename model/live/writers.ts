import { canonicalJson, isRecord } from "../json.ts";
import { type Path, valueAt } from "../manifests/finding.ts";
import { legible } from "../words.ts";
import type { LiveObject, ManagedFields } from "./live-object.ts";

/**
 * Who wrote a field last: `by kubectl-edit at 2026-11-21T18:50:00Z`. Undefined when the API server doesn't say: it doesn't
 * remember who took something away, unless what stands around it is written as one, as Kargo's lists are.
 *
 * @param path may lead to what isn't there
 */
export function writtenBy(object: LiveObject, path: Path): string | undefined {
  const writer = lastWrite(object, path);
  return writer === undefined ? undefined : words(writer);
}

/** The newest entry that holds a field. */
export function lastWrite(object: LiveObject, path: Path): ManagedFields | undefined {
  return newest(ownersOf(object, path));
}

function words({ manager = "an unnamed manager", time }: ManagedFields): string {
  return `by ${legible(manager)}${time === undefined ? "" : ` at ${time}`}`;
}

function newest(entries: readonly ManagedFields[]): ManagedFields | undefined {
  return [...entries].sort((a, b) => ((a.time ?? "") < (b.time ?? "") ? 1 : -1))[0];
}

function ownersOf(object: LiveObject, path: Path): ManagedFields[] {
  return (object.metadata.managedFields ?? []).filter((entry) => owns(entry, object, path));
}

/** Source: sigs.k8s.io/structured-merge-diff, fieldpath/serialize-pe.go: `f:` a field, `k:` a list's item by its keys, `v:` by its value, `i:` by its index. */
function owns({ fieldsV1 }: ManagedFields, object: LiveObject, path: Path): boolean {
  let node: unknown = fieldsV1;
  for (const [index, part] of path.entries()) {
    if (!isRecord(node)) return false;
    // a leaf: what is inside is written as one
    if (index > 0 && Object.keys(node).every((key) => key === ".")) return true;
    const child =
      typeof part === "string" ? node[`f:${part}`] : itemIn(node, valueAt(object, path.slice(0, index + 1)));
    if (child === undefined) return false;
    node = child;
  }
  return isRecord(node);
}

function itemIn(node: Readonly<Record<string, unknown>>, item: unknown): unknown {
  for (const [key, child] of Object.entries(node)) {
    const text = key.slice(2);
    if (key.startsWith("v:") && text === canonicalJson(item)) return child;
    if (!key.startsWith("k:") || !isRecord(item)) continue;
    try {
      const keys: unknown = JSON.parse(text);
      if (isRecord(keys) && Object.entries(keys).every(([name, value]) => item[name] === value)) return child;
    } catch {}
  }
  return undefined;
}
