import { nowhere } from "./back-ends.ts";
import { stageKind } from "./kinds.ts";
import type { Rule } from "./rule.ts";

export const deleteProtection: Rule = {
  id: "G39",
  name: "delete-protection",
  title: "What is protected isn't deleted by a change of the program",
  severity: "high",
  level: "off",
  why: "A Project that goes takes its namespace with it, and all Freight",
  judges: "protected",
  kinds: [stageKind],
  settings: [],
  backEnds: nowhere("Pulumi's option protect is no part of an object; no component sets it yet"),
  fix: "Register it with protect: true",
  source: "Pulumi, resource option protect",
};
