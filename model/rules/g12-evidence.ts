import { nowhere } from "./back-ends.ts";
import { freightKind, freightStatus } from "./kinds.ts";
import { celList } from "./protection.ts";
import type { Rule } from "./rule.ts";

const evidence = ["verifiedIn", "currentlyIn"];

export const evidenceByKargo: Rule = {
  id: "G12",
  name: "evidence-by-kargo",
  title: "Only Kargo's controllers write where Freight was verified and how long it soaked",
  severity: "critical",
  level: "deny",
  why: "Kargo believes verifiedIn and longestSoak, whoever wrote them",
  judges: "protected",
  kinds: [freightKind],
  settings: ["controllers"],
  backEnds: nowhere("It asks who writes, which no object tells", { apiServer: "here" }),
  cel: [
    {
      ...freightStatus,
      operations: ["UPDATE"],
      holds: ({ controllers }) =>
        controllers.length === 0
          ? undefined
          : `request.userInfo.username in ${celList(controllers)} || (${evidence.map(same).join(" && ")})`,
    },
  ],
  fix: "Verify the Freight in its Stage",
  source: "Kargo, api/v1alpha1/freight_types.go, IsFreightAvailable; kargo#1222",
};

function same(field: string): string {
  const of = (variable: string) =>
    `(has(${variable}.status) && has(${variable}.status.${field}) ? ${variable}.status.${field} : {})`;
  return `${of("object")} == ${of("oldObject")}`;
}
