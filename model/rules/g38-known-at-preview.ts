import { nowhere } from "./back-ends.ts";
import { applicationKind, appProjectKind, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { hasProtectedLabel, isProtectedStage } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

export const knownAtPreview: ObjectRule = {
  id: "G38",
  name: "known-at-preview",
  title: "Everything in the spec of what is protected is known at preview",
  severity: "critical",
  level: "deny",
  why: "What isn't known at preview nobody has seen, and Pulumi turns a policy that meets it into advice",
  judges: "protected",
  kinds: [stageKind, applicationKind, appProjectKind],
  settings: ["protectedStages"],
  backEnds: nowhere("There, every value is known", { pack: "here" }),
  check: (object, settings) =>
    Place.judge(object, (root) => {
      const isStage = root.at("kind").text() === "Stage";
      if (isStage ? isProtectedStage(root, settings) : hasProtectedLabel(root)) root.at("spec").leaves();
    }),
  fix: "Take the value from the definition or from config, not from another resource's output",
  source: "@pulumi/policy, server.js, UnknownValueError",
};
