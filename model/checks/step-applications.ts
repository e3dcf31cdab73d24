import { isTemplate } from "../expr/template.ts";
import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { record, text } from "./readable.ts";
import type { StepPlace } from "./step-place.ts";

/** An Application lets exactly one Stage sync it, and each Stage's has the Stage's name. */
export function applicationProblems(
  path: string,
  uses: string,
  config: unknown,
  { application, context }: StepPlace,
): Problem[] {
  if (uses !== "argocd-update" || application === undefined) return [];
  const apps = record(config)?.apps;
  return (Array.isArray(apps) ? apps : []).flatMap((each, index): Problem[] => {
    const name = text(record(each)?.name)?.replace(
      /\$\{\{\s*(?:quote\()?ctx\.(project|stage)\)?\s*\}\}/g,
      (all, key: "project" | "stage") => context?.[key] ?? all,
    );
    if (name === undefined || isTemplate(name) || name === application) return [];
    return [
      {
        rule: "foreign-application",
        severity: "error",
        path: `${path}.config.apps[${index}].name`,
        message:
          application === "none"
            ? "This Stage has no Application (argocd: false)"
            : "No Application of this name lets this Stage sync it",
        got: shown(name),
        ...(application === "none" ? {} : { allowed: application }),
        fix: application === "none" ? "Remove the step, or remove argocd: false" : `Write ${shown(application)}`,
        source: "Kargo: annotation kargo.akuity.io/authorized-stage",
      },
    ];
  });
}
