import { upgradeFindings } from "../../upgrades/table.ts";
import type { ObjectFinding } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import type { CheckSettings } from "../settings.ts";

/** What the installed Kargo removed, ignores or breaks. */
export function checkUpgrades(object: ManifestObject, { kargo }: CheckSettings): ObjectFinding[] {
  return upgradeFindings(object.value, { kargo }).map(({ id, severity, path, message, got, fix }) => ({
    rule: id,
    severity,
    path,
    message,
    ...(got === undefined ? {} : { got }),
    fix,
  }));
}
