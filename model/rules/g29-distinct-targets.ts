import { nowhere } from "./back-ends.ts";
import { stageKind } from "./kinds.ts";
import type { Rule } from "./rule.ts";

export const distinctTargets: Rule = {
  id: "G29",
  name: "distinct-targets",
  title: "No two Stages write to the same branch and folder",
  severity: "high",
  level: "off",
  why: "Two Stages that write the same files end in conflicts that nobody can solve",
  judges: "protected",
  kinds: [stageKind],
  settings: [],
  backEnds: nowhere(
    "It takes all Stages together, and their branches and folders are expressions until a Promotion runs",
  ),
  fix: "Give each Stage a branch of its own; Slipway's templates push to stage/<stage>",
  source: "Kargo, docs/docs/50-user-guide/60-reference-docs/30-promotion-steps/git-push.md",
};
