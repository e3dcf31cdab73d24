import type { Problem } from "../problem.ts";
import type { Mirror } from "../settings.ts";
import { shown } from "../words.ts";
import { type Readable, text } from "./readable.ts";
import { joined } from "./shape.ts";
import { readableResolver } from "./stage-sources.ts";
import { type Reach, reachedBy } from "./template-sources.ts";
import type { TemplateUse } from "./template-uses.ts";

/** Templates that change files on a branch people share. */
const onBranch = new Set(["kustomizeImage", "helmValues", "helmChartDependency", "yamlFields"]);
/** Templates that write a branch of their own. */
const rendering = new Set(["renderedKustomize", "renderedHelm", "configurationOnly"]);

/** The Git repository a template works in: there must be one, and writing to it must not make new Freight. */
export function templateRepositoryProblems(
  use: TemplateUse,
  pipeline: Readable,
  warehouses: Reach,
  mirrors: readonly Mirror[],
): Problem[] {
  const { path, template } = use;
  const kind = text(template.kind) ?? "";
  if (!onBranch.has(kind) && !rendering.has(kind)) return [];
  const told = new Set<string>();
  return reachedBy(use, warehouses).flatMap((names): Problem[] => {
    const { sources } = readableResolver(pipeline, names, mirrors);
    const gits = sources.filter((source) => source.kind === "git");
    const written = text(template.repoURL);
    const once = (problem: Problem) => {
      if (told.has(problem.path)) return [];
      told.add(problem.path);
      return [problem];
    };
    if (written === undefined && gits.length === 0)
      return once(needsGit(joined(`${pipeline.root}.warehouses`, names[0] ?? "")));
    if (written === undefined && new Set(gits.map((source) => source.url)).size > 1) {
      return once({
        rule: "which-repository",
        severity: "error",
        path: `${path}.repoURL`,
        message: "The Stage's Freight has commits of several repositories, and the template works in one",
        allowed: gits.map((source) => shown(source.url)).join(", "),
        fix: "Write which: repoURL",
      });
    }
    const url = written ?? gits[0]?.url;
    const branch = text(template.branch) ?? "main";
    const loop = gits.find(
      ({ url: other, subscription }) =>
        onBranch.has(kind) &&
        other === url &&
        "branch" in subscription &&
        subscription.branch === branch &&
        subscription.includePaths === undefined &&
        subscription.excludePaths === undefined,
    );
    return loop === undefined
      ? []
      : once({
          rule: "feedback-loop",
          severity: "error",
          path: `${path}.branch`,
          message: "Promotions commit to the branch that the Warehouse follows, so each would make new Freight",
          got: shown(branch),
          fix: "Give the subscription includePaths or excludePaths, or write to another branch",
        });
  });
}

function needsGit(path: string): Problem {
  return {
    rule: "missing-subscription",
    severity: "error",
    path: `${path}.git`,
    message: "The promotion takes manifests from this subscription, and it is missing",
    fix: 'Add git: git("https://…")',
  };
}
