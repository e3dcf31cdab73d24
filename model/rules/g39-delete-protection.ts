import { holdsProtectedLabel } from "../keys.ts";
import { nowhere } from "./back-ends.ts";
import { applicationKind, appProjectKind, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { hasProtectedLabel, isProtectedStage } from "./protection.ts";
import { resourceOptions } from "./resource-options.ts";
import type { ObjectRule } from "./rule.ts";
import type { RuleSettings } from "./settings.ts";

const projectKind = { apiVersion: "kargo.akuity.io/v1alpha1", kind: "Project" };
const namespaceKind = { apiVersion: "v1", kind: "Namespace" };

export const deleteProtection: ObjectRule = {
  id: "G39",
  name: "delete-protection",
  title: "What is protected isn't deleted by a change of the program",
  severity: "high",
  level: "deny",
  why: "A Project that goes takes its namespace with it, and all Freight; a Stage, all that was verified in it",
  judges: "protected",
  kinds: [stageKind, projectKind, applicationKind, appProjectKind, namespaceKind],
  settings: ["protectedStages"],
  backEnds: nowhere("Pulumi's option protect is no part of an object; only who registers a resource tells it", {
    pack: "here",
  }),
  check: (object, settings) =>
    Place.judge(object, (root) => {
      if (!isJudged(root, settings)) return;
      const protect = root.at(resourceOptions).at("protect");
      if (protect.isAbsent) protect.violation("This isn't protected from deletion", "nothing");
      else if (protect.flag() === false) protect.violation("This isn't protected from deletion");
    }),
  fix: "Register it with protect: true",
  source: "Pulumi, resource option protect; Kargo, pkg/controller/management/projects, which deletes the namespace",
};

function isJudged(root: Place, settings: RuleSettings): boolean {
  switch (root.at("kind").text()) {
    case "Stage":
      return isProtectedStage(root, settings);
    case "Project":
      return holdsProtected(root);
    case "Namespace":
      return hasProtectedLabel(root) || holdsProtected(root);
    default:
      return hasProtectedLabel(root);
  }
}

function holdsProtected(object: Place): boolean {
  return object.at("metadata").at("labels").at(holdsProtectedLabel).text() === "true";
}
