import { stringify } from "yaml";
import type { KubeObject } from "./object.ts";

/** The order people expect at the top of a manifest; other keys follow as they are. */
const first = ["apiVersion", "kind", "metadata", "spec"];

/**
 * Objects as one YAML stream, in the order given; the same text for the same objects. Text that YAML 1.1 or 1.2 would
 * read as something else (`on`, `1e3`, `0123`) is quoted, since Go's readers know both.
 */
export function toYaml(objects: readonly KubeObject[]): string {
  return objects
    .map((object) => stringify(ordered(object), { compat: "yaml-1.1", lineWidth: 0, aliasDuplicateObjects: false }))
    .join("---\n");
}

function ordered(object: KubeObject): Record<string, unknown> {
  const keys = [...first.filter((key) => key in object), ...Object.keys(object).filter((key) => !first.includes(key))];
  return Object.fromEntries(keys.map((key) => [key, object[key]]));
}
