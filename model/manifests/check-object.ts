import { checkAppProjects } from "./checks/app-projects.ts";
import { checkDurations } from "./checks/durations.ts";
import { checkExpressions } from "./checks/expressions.ts";
import { checkFixedNames } from "./checks/fixed-names.ts";
import { checkGuards, toldOnce } from "./checks/guards.ts";
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
];

/** Everything that one file's objects tell by themselves, in the file's order. */
export function checkFile(read: ReadFile, settings: CheckSettings): ManifestFinding[] {
  return inOrder([...read.findings, ...read.objects.flatMap((object) => checkObject(object, settings))]);
}

function checkObject(object: ManifestObject, settings: CheckSettings): ManifestFinding[] {
  const secret = new Set(
    checkTexts(object)
      .filter(({ rule }) => rule === "pasted-secret")
      .map(({ path }) => pathText(path)),
  );
  // a check that takes a text apart may show a piece that no longer looks like a secret
  const found = checks.map((check) =>
    check(object, settings).filter(({ path }) => check === checkTexts || !secret.has(pathText(path))),
  );
  const told = toldOnce(found.flat(), checkGuards(object, settings));
  const upgrades = found[checks.indexOf(checkUpgrades)] ?? [];
  const judged = new Set([
    ...secret,
    ...[...told.checks, ...told.rules]
      // what the table of versions only warns of works in the installed version, whatever the pinned one's schema says
      .filter((each) => (each.severity ?? "error") === "error" || upgrades.includes(each))
      .map(({ path }) => pathText(path)),
  ]);
  const schemas = checkSchemas(object).filter(({ path }) => !judged.has(pathText(path)));
  return [...told.checks, ...told.rules, ...schemas].map((finding) => object.at(finding));
}
