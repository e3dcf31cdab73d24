import { upgradeFindings } from "../../upgrades/table.ts";
import type { ObjectFinding } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import type { CheckSettings } from "../settings.ts";

/** What the installed Kargo removed, ignores or breaks, and what only its other edition has. */
export function checkUpgrades(object: ManifestObject, settings: CheckSettings): ObjectFinding[] {
  return upgradeFindings(object.value, { kargo: settings.kargo })
    .filter(({ enterprise }) => !(enterprise && settings.enterprise))
    .map(({ id, severity, path, message, got, fix, source }) => ({
      rule: id,
      severity,
      path,
      message,
      ...(got === undefined ? {} : { got }),
      fix,
      source,
    }));
}
