import type { ArgoCd } from "../outside.ts";
import type { StepContext } from "../step.ts";
import type { Application } from "./application.ts";
import { type ApplicationChoice, findApplications, namespaceOf } from "./find-applications.ts";

const annotation = "kargo.akuity.io/authorized-stage";

/**
 * Of the Applications a step means, those that let the Stage change them.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/argocd_updater.go, getAuthorizedApplications.
 *
 * @throws Error when none is left
 */
export async function authorizedApplications(
  argocd: ArgoCd,
  choice: ApplicationChoice,
  { project, stage }: Pick<StepContext, "project" | "stage">,
): Promise<readonly Application[]> {
  const found = await findApplications(argocd, choice);
  const authorized = found.filter(({ metadata }) => isAuthorized(metadata.annotations?.[annotation], project, stage));
  if (authorized.length > 0) return authorized;
  const namespace = JSON.stringify(namespaceOf(argocd, choice));
  if (choice.selector === undefined) {
    throw new Error(`Argo CD Application ${JSON.stringify(choice.name)} in namespace ${namespace} is not authorized`);
  }
  throw new Error(
    found.length === 0
      ? `no Argo CD Applications found matching selector in namespace ${namespace}`
      : `found ${found.length} Application(s) matching selector in namespace ${namespace}, but none are authorized for Stage ${project}:${stage}`,
  );
}

/**
 * `<project>:<stage>`, several with commas; a list with one malformed entry or a pattern in it authorizes nobody.
 * Source: pkg/api/stage.go, AuthorizedStages.
 */
function isAuthorized(value: string | undefined, project: string, stage: string): boolean {
  const entries = (value ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => {
      const colon = entry.indexOf(":");
      return { project: entry.slice(0, Math.max(colon, 0)).trim(), stage: entry.slice(colon + 1).trim() };
    });
  if (entries.some((entry) => !entry.project || !entry.stage || /\*/.test(entry.project + entry.stage))) return false;
  return entries.some((entry) => entry.project === project && entry.stage === stage);
}
