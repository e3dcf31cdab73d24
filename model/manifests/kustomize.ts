import { parse } from "yaml";
import { fields, items, string } from "./reading.ts";

/** Files that a kustomization lays over other objects: parts of objects, which no schema fits. Relative to its folder. */
export function patchFiles(kustomization: string): readonly string[] {
  let value: unknown;
  try {
    value = parse(kustomization, { logLevel: "silent" });
  } catch {
    return [];
  }
  const { patches, patchesStrategicMerge, patchesJson6902 } = fields(value);
  const merges: readonly unknown[] = Array.isArray(patchesStrategicMerge) ? patchesStrategicMerge : [];
  const paths = [...items(patches, []), ...items(patchesJson6902, [])].map((patch) => string(patch.value.path));
  return [...merges.map(string), ...paths].filter((file) => file !== undefined && !file.includes("\n")) as string[];
}
