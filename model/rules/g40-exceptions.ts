import { nowhere } from "./back-ends.ts";
import type { Rule } from "./rule.ts";

export const explicitExceptions: Rule = {
  id: "G40",
  name: "explicit-exceptions",
  title: "An exception from a rule has a reason, an approver, and an end within 7 days",
  severity: "high",
  level: "off",
  why: "An exception without an end is the end of the rule",
  judges: "protected",
  kinds: [],
  settings: [],
  backEnds: nowhere("Nothing grants exceptions yet; a rule is set to another level instead"),
  fix: "Write reason, approver and expires",
  source: "kargo#6239",
};
