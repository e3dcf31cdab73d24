import { nowhere } from "./back-ends.ts";
import { applicationKind, applications } from "./kinds.ts";
import { celList, labelled } from "./protection.ts";
import type { Rule } from "./rule.ts";

const guarded = ["spec.source", "spec.sources", "operation", "status.operationState"];

export const noSideDoor: Rule = {
  id: "G28",
  name: "no-side-door",
  title: "Only those whom the settings name change what a protected Application deploys",
  severity: "high",
  level: "deny",
  why: "Whoever may update an Application can deploy past every Stage, and past every sync window",
  judges: "protected",
  kinds: [applicationKind],
  settings: ["deployers"],
  backEnds: nowhere("It asks who writes, which no object tells", { apiServer: "here" }),
  cel: [
    {
      ...applications,
      operations: ["UPDATE"],
      holds: ({ deployers }) =>
        deployers.length === 0
          ? undefined
          : `!${labelled.replaceAll("object.", "oldObject.")} || request.userInfo.username in ${celList(deployers)} || (${guarded.map(same).join(" && ")})`,
    },
  ],
  fix: "Promote Freight to the Stage",
  source: "argo-cd#11817: Applications have no status subresource",
};

/** In CEL: a field is what it was before. */
function same(field: string): string {
  const present = (variable: string) =>
    field
      .split(".")
      .map((_, index, parts) => `has(${variable}.${parts.slice(0, index + 1).join(".")})`)
      .join(" && ");
  return `((${present("object")}) ? ((${present("oldObject")}) && object.${field} == oldObject.${field}) : !(${present("oldObject")}))`;
}
