import { nowhere } from "./back-ends.ts";
import { isOneOf } from "./identities.ts";
import { applicationKind, applications } from "./kinds.ts";
import { labelled } from "./protection.ts";
import type { Rule } from "./rule.ts";

const before = labelled.replaceAll("object.", "oldObject.");
const source = ["spec.source", "spec.sources"];
/** What makes Argo CD sync now, and what it remembers of that. */
const operation = ["operation", "status.operationState"];

export const noSideDoor: Rule = {
  id: "G28",
  name: "no-side-door",
  title: "Only Kargo, Argo CD and those who deploy change what a protected Application deploys",
  severity: "high",
  level: "deny",
  why: "Whoever may update an Application can deploy past every Stage, and past every sync window",
  judges: "protected",
  kinds: [applicationKind],
  settings: ["deployers", "controllers", "argocdControllers", "argocdServers"],
  backEnds: nowhere("It asks who writes, which no object tells", { apiServer: "here" }),
  cel: [
    {
      ...applications,
      operations: ["UPDATE"],
      byDeployers: true,
      // a person's sync by Argo CD's UI arrives as its server: Argo CD's own RBAC and sync windows decide that
      holds: (settings) => {
        const { controllers, argocdControllers, argocdServers } = settings;
        return [
          `!${before}`,
          `(${labelled} && ${source.map(same).join(" && ")} && (${isOneOf(argocdServers)} || (${operation.map(same).join(" && ")})))`,
          isOneOf([...controllers, ...argocdControllers]),
        ].join(" || ");
      },
    },
  ],
  overridable: true,
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
