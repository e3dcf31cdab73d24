import { everywhere } from "./back-ends.ts";
import { longestException } from "./exceptions.ts";
import type { Rule } from "./rule.ts";

/** Held by exceptions.ts, which every reader of a team's settings asks: no object of a cluster is an exception. */
export const explicitExceptions: Rule = {
  id: "G40",
  name: "explicit-exceptions",
  title: `An exception from a rule has a reason, an approver, and an end within ${longestException.days} days`,
  severity: "high",
  level: "deny",
  why: "An exception without an end is the end of the rule",
  judges: "all",
  kinds: [],
  settings: [],
  backEnds: everywhere({
    apiServer: { not: "exceptions are compiled into the policies of the rules that they are from, with their ends" },
  }),
  fix: "Write rule, target, reason, approver and expires, and remove what has ended",
  source: "kargo#6239",
};
