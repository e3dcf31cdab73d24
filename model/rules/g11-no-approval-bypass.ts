import { nowhere } from "./back-ends.ts";
import { freightKind, freightStatus } from "./kinds.ts";
import { Place } from "./place.ts";
import { celList, celText } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

export const noApprovalBypass: ObjectRule = {
  id: "G11",
  name: "no-approval-bypass",
  title: "No Freight is approved by hand for a protected Stage",
  severity: "critical",
  level: "deny",
  why: "An approval goes past verification and soak, and Kargo's API server lets everybody write it who may patch freights/status",
  judges: "protected",
  kinds: [freightKind],
  settings: ["protectedStages"],
  backEnds: nowhere("Freight comes into being in the cluster; a status in YAML isn't applied", {
    pack: "here",
    apiServer: "here",
    live: "here",
  }),
  check: (object, { protectedStages }) =>
    Place.judge(object, (freight) => {
      const approvals = freight.at("status").at("approvedFor");
      for (const stage of approvals.keys())
        if (protectedStages.includes(stage))
          approvals.at(stage).violation("This Freight is approved by hand for a protected Stage", stage);
    }),
  cel: [
    {
      ...freightStatus,
      operations: ["UPDATE"],
      // what was approved before stays writable: else Kargo could never update that Freight's status again
      holds: ({ protectedStages }) =>
        protectedStages.length === 0
          ? undefined
          : protectedStages
              .map((stage) => `(!(${approved("object", stage)}) || (${approved("oldObject", stage)}))`)
              .join(" && "),
      overrides: ({ protectedStages }) =>
        `${celList(protectedStages)}.filter(s, has(object.status.approvedFor) && s in object.status.approvedFor && !(has(oldObject.status) && has(oldObject.status.approvedFor) && s in oldObject.status.approvedFor))`,
    },
  ],
  overridable: true,
  fix: "Let the Freight pass its upstream Stages",
  source: "Kargo, pkg/webhook/kubernetes/freight, which asks for no right to promote; kargo#1222",
};

function approved(variable: string, stage: string): string {
  return `has(${variable}.status) && has(${variable}.status.approvedFor) && ${celText(stage)} in ${variable}.status.approvedFor`;
}
