import { isTemplate } from "../../expr/template.ts";
import { authorizedStageAnnotation } from "../../keys.ts";
import { perhaps, shown } from "../../words.ts";
import type { ManifestFinding, Path } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { fields, items, string } from "../reading.ts";
import { stepsOf } from "../stage.ts";
import type { Catalog } from "./catalog.ts";

/** Applications that argocd-update names: they exist, and consent to exactly this Stage. Source: Kargo, pkg/promotion/runner/builtin/argocd_updater.go. */
export function applicationReferences(catalog: Catalog): ManifestFinding[] {
  return catalog.of("Stage").flatMap((stage) =>
    stepsOf(stage)
      .steps.filter(({ uses }) => uses === "argocd-update")
      .flatMap((step) => {
        const known = new Map([...ownVars(stage), ...vars(step.value.vars)]);
        return items(step.config.apps, [...step.path, "config", "apps"]).flatMap(({ path, value }) => {
          const name = resolved(string(value.name), stage, known);
          const namespace = resolved(string(value.namespace), stage, known);
          return name === undefined || stage.namespace === undefined
            ? []
            : judge(catalog, stage, path, name, namespace);
        });
      }),
  );
}

function judge(
  catalog: Catalog,
  stage: ManifestObject,
  path: Path,
  name: string,
  namespace: string | undefined,
): ManifestFinding[] {
  const applications = catalog.named("Application", name, namespace);
  const wanted = `${stage.namespace}:${stage.name}`;
  if (applications.length === 0) return missing(catalog, stage, path, name);
  if (applications.some((application) => authorizes(application, wanted))) return [];
  const [application] = applications;
  if (application === undefined) return [];
  const got = annotation(application);
  // what isn't written yet may be patched on by Kustomize or a template of Argo CD's
  return [
    application.at({
      rule: "unauthorized-application",
      path: ["metadata", "annotations", ...(got === undefined ? [] : [authorizedStageAnnotation])],
      message: `Stage ${shown(stage.name)} updates this Application, which doesn't consent: the Promotion fails`,
      got: got === undefined ? "no annotation" : shown(got),
      fix: `Write ${authorizedStageAnnotation}: ${wanted}`,
    }),
  ];
}

/** Applications live with Argo CD, often elsewhere: only where some of this Project's are here must all be. */
function missing(catalog: Catalog, stage: ManifestObject, path: Path, name: string): ManifestFinding[] {
  const applications = catalog.of("Application");
  const project = `${stage.namespace}:`;
  const ofProject = applications.filter(
    (application) =>
      application.namespace === stage.namespace ||
      (annotation(application) ?? "").split(",").some((each) => each.trim().startsWith(project)),
  );
  if (ofProject.length === 0 || catalog.of("ApplicationSet").length > 0) return [];
  const isError = catalog.isWhole(stage.namespace);
  const names = ofProject.map((application) => application.name);
  return [
    stage.at({
      rule: "unknown-application",
      severity: isError ? "error" : "note",
      path: [...path, "name"],
      message: isError
        ? "There is no Application of this name: the Promotion fails"
        : "The Application isn't among the files, so nothing is said about it",
      got: shown(name),
      fix: perhaps(name, names, isError ? "Add the Application, or name another" : "Check its file too"),
    }),
  ];
}

function annotation(application: ManifestObject): string | undefined {
  return string(fields(fields(application.value.metadata).annotations)[authorizedStageAnnotation]);
}

function authorizes(application: ManifestObject, wanted: string): boolean {
  const stages = (annotation(application) ?? "").split(",").map((each) => each.trim());
  // globs are an older Kargo's: the table of versions tells
  return stages.includes(wanted) || stages.some((each) => each.includes("*"));
}

function ownVars(stage: ManifestObject): readonly (readonly [string, string])[] {
  const spec = fields(stage.value.spec);
  return [...vars(spec.vars), ...vars(fields(fields(spec.promotionTemplate).spec).vars)];
}

function vars(list: unknown): readonly (readonly [string, string])[] {
  return items(list, []).flatMap(({ value }) => {
    const [name, text] = [string(value.name), string(value.value)];
    return name === undefined || text === undefined ? [] : [[name, text] as const];
  });
}

/** A text with the Stage's own name and plain variables put in; undefined when more than that is asked of it. */
function resolved(
  text: string | undefined,
  stage: ManifestObject,
  known: ReadonlyMap<string, string>,
): string | undefined {
  const put = (from: string) =>
    from.replace(
      /\$\{\{\s*(ctx\.stage|ctx\.project|vars\.([A-Za-z_]\w*))\s*\}\}/g,
      (all, what: string, name?: string) => {
        if (what === "ctx.stage") return stage.name;
        if (what === "ctx.project") return stage.namespace ?? all;
        return known.get(name ?? "") ?? all;
      },
    );
  const done = text === undefined ? undefined : put(put(text));
  return done === undefined || isTemplate(done) || done === "" ? undefined : done;
}
