import { parse } from "yaml";
import { fields, items, string } from "./reading.ts";

/** What a kustomization says about files beside and below it. Their paths are relative to its folder. */
export interface Kustomization {
  /** Files it lays over other objects: parts of objects, which no schema fits. */
  readonly patches: readonly string[];
  /** What it builds from, as written; some may be folders or URLs. */
  readonly resources: readonly string[];
  /** The namespace it puts its objects into. */
  readonly namespace?: string;
}

/** Nothing at all for what can't be read. */
export function readKustomization(text: string): Kustomization {
  let value: unknown;
  try {
    value = parse(text, { logLevel: "silent" });
  } catch {
    return { patches: [], resources: [] };
  }
  const { patches, patchesStrategicMerge, patchesJson6902, resources, namespace } = fields(value);
  const paths = [...items(patches, []), ...items(patchesJson6902, [])].map((patch) => string(patch.value.path));
  return {
    patches: [...texts(patchesStrategicMerge), ...paths].filter(
      (file): file is string => file !== undefined && !file.includes("\n"),
    ),
    resources: texts(resources),
    ...(typeof namespace === "string" && namespace !== "" ? { namespace } : {}),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
