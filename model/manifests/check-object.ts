import { checkAppProjects } from "./checks/app-projects.ts";
import { checkDurations } from "./checks/durations.ts";
import { checkExpressions } from "./checks/expressions.ts";
import { checkFixedNames } from "./checks/fixed-names.ts";
import { checkGuards } from "./checks/guards.ts";
import { checkSchemas } from "./checks/schema.ts";
import { checkSources } from "./checks/sources.ts";
import { checkStepOrder } from "./checks/step-order.ts";
import { checkSteps } from "./checks/steps.ts";
import { checkSubscriptions } from "./checks/subscriptions.ts";
import { checkSyncWindows } from "./checks/sync-windows.ts";
import { checkTexts } from "./checks/texts.ts";
import { checkUpgrades } from "./checks/upgrades.ts";
import { inOrder, type ManifestFinding, type ObjectFinding, pathText } from "./finding.ts";
import type { ManifestObject } from "./object.ts";
import type { ReadFile } from "./read.ts";
import type { CheckSettings } from "./settings.ts";

/** From the one that knows best what is wrong at a place to the schemas, which know least. */
const checks: readonly ((object: ManifestObject, settings: CheckSettings) => readonly ObjectFinding[])[] = [
  checkTexts,
  checkUpgrades,
  checkSteps,
  checkStepOrder,
  checkSources,
  checkSubscriptions,
  checkDurations,
  checkAppProjects,
  checkSyncWindows,
  checkFixedNames,
  (object) => checkExpressions(object),
  checkGuards,
  checkSchemas,
];

/** Everything that one file's objects tell by themselves, in the file's order. */
export function checkFile(read: ReadFile, settings: CheckSettings): ManifestFinding[] {
  return inOrder([...read.findings, ...read.objects.flatMap((object) => checkObject(object, settings))]);
}

function checkObject(object: ManifestObject, settings: CheckSettings): ManifestFinding[] {
  const judged = new Set<string>();
  const secret = new Set(
    checkTexts(object)
      .filter(({ rule }) => rule === "pasted-secret")
      .map(({ path }) => pathText(path)),
  );
  return checks.flatMap((check) => {
    const findings = check(object, settings).filter(({ path }) => {
      const at = pathText(path);
      // a check that takes a text apart may show a piece that no longer looks like a secret
      if (secret.has(at)) return check === checkTexts;
      return check !== checkSchemas || !judged.has(at);
    });
    for (const { path, severity = "error" } of findings) {
      // what the table of versions only warns of works in the installed version, whatever the pinned one's schema says
      if (severity === "error" || check === checkUpgrades) judged.add(pathText(path));
    }
    return findings.map((finding) => object.at(finding));
  });
}
