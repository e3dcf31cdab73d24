import { parseAllDocuments } from "yaml";
import { fields, string } from "../manifests/reading.ts";
import { type SettingsMap, settingsMaps } from "./take-over.ts";
import type { Settings } from "./take-over-settings.ts";

/**
 * Keys of the settings that a Helm release sets to something else in its own ConfigMaps. Helm compares with what it finds in
 * the cluster, and writes its own value again with each upgrade (helm v3, pkg/kube/client.go, createPatch).
 *
 * @param manifest of the release
 */
export function setByRelease(
  settings: Settings,
  manifest: string,
): { readonly map: SettingsMap; readonly key: string; readonly value: string }[] {
  const documents = parseAllDocuments(manifest, { version: "1.1", logLevel: "silent" });
  const objects = documents.map((document) => fields(document.toJS()));
  return settingsMaps.flatMap((map) => {
    const own = objects.find(({ kind, metadata }) => kind === "ConfigMap" && string(fields(metadata)["name"]) === map);
    const data = fields(own?.["data"]);
    return Object.entries(settings[map] ?? {}).flatMap(([key, value]) =>
      data[key] === undefined || data[key] === value ? [] : [{ map, key, value }],
    );
  });
}
