import { isRecord } from "../json.ts";
import { listed, perhaps, shown } from "../words.ts";
import type { SchemaFinding } from "./finding.ts";

type Path = readonly (string | number)[];

/** Kubernetes' ObjectMeta; an API server drops every other field without a word. */
const fields = [
  ...["annotations", "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "finalizers"],
  ...["generateName", "generation", "labels", "managedFields", "name", "namespace", "ownerReferences"],
  ...["resourceVersion", "selfLink", "uid"],
];

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const qualified = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Webhooks name these two themselves. */
const namedByKargo = ["Freight", "Promotion"];

/** What is wrong with an object's name, namespace, labels and annotations by Kubernetes' own rules. */
export function metadataFindings(kind: string, metadata: unknown): SchemaFinding[] {
  if (!isRecord(metadata)) {
    return [wrongType(["metadata"], metadata, "a map with at least a name", "Give the object metadata.name")];
  }
  const { name, namespace, generateName } = metadata;
  const unnamed = name === undefined && generateName === undefined && !namedByKargo.includes(kind);
  return [
    ...Object.keys(metadata)
      .filter((field) => !fields.includes(field))
      .map((field) => unknownField(["metadata", field], field, fields)),
    ...(unnamed ? [{ path: ["metadata"], message: "the object has no name", fix: "Add metadata.name" }] : []),
    ...text(["metadata", "name"], name, subdomain, 253, "lower case letters, digits, - and ., at most 253 characters"),
    ...text(["metadata", "namespace"], namespace, label, 63, "lower case letters, digits and -, at most 63 characters"),
    ...texts(["metadata", "labels"], metadata["labels"]),
    ...texts(["metadata", "annotations"], metadata["annotations"]),
  ];
}

/** A field that the kind, step or subscription doesn't have, with the one that was probably meant. */
export function unknownField(path: Path, field: string, known: readonly string[]): SchemaFinding {
  const few = known.length <= 20 ? { allowed: listed([...known].sort(), "no fields") } : {};
  return {
    path,
    message: "there is no such field",
    got: shown(field),
    ...few,
    fix: perhaps(field, known, "Remove it, or move it where it belongs"),
  };
}

function wrongType(path: Path, got: unknown, allowed: string, fix: string): SchemaFinding {
  return { path, message: "the value has the wrong type", got: shown(got), allowed, fix };
}

function text(path: Path, value: unknown, pattern: RegExp, limit: number, allowed: string): SchemaFinding[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "string") return [wrongType(path, value, "a text", "Put quotes around it")];
  if (pattern.test(value) && value.length <= limit) return [];
  return [
    { path, message: "Kubernetes doesn't take this name", got: shown(value), allowed, fix: "Choose another name" },
  ];
}

/** A map of texts by qualified names: labels, whose values are limited too, or annotations. */
function texts(path: Path, map: unknown): SchemaFinding[] {
  if (map === undefined || map === null) return [];
  if (!isRecord(map)) return [wrongType(path, map, "a map of texts", "Write one `key: value` a line")];
  return Object.entries(map).flatMap(([key, value]) => {
    const at = [...path, key];
    if (!qualifiedName(key)) {
      const allowed = "an optional DNS prefix and /, then letters, digits, -, _ and ., at most 63 characters";
      return [{ path: at, message: "Kubernetes doesn't take this key", got: shown(key), allowed, fix: "Rename it" }];
    }
    if (typeof value !== "string" && value !== null) {
      return [wrongType(at, value, "a text", "Put quotes around the value")];
    }
    const isLabel = path.at(-1) === "labels";
    if (!isLabel || value === null || value === "" || (qualified.test(value) && value.length <= 63)) return [];
    const allowed = "letters, digits, -, _ and ., letter or digit at both ends, at most 63 characters";
    return [
      {
        path: at,
        message: "Kubernetes doesn't take this label value",
        got: shown(value),
        allowed,
        fix: "Shorten or rename it",
      },
    ];
  });
}

function qualifiedName(key: string): boolean {
  const slash = key.indexOf("/");
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (prefix !== undefined && (prefix.length > 253 || !subdomain.test(prefix))) return false;
  return name.length <= 63 && qualified.test(name);
}
