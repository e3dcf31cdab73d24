import { isTemplate } from "../../expr/template.ts";
import type { ObjectFinding } from "../finding.ts";
import { pathText } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { items, string } from "../reading.ts";
import { kindsWithSteps, type Step, stepsOf } from "../stage.ts";

/** Steps; nobody writes as many, and comparing each with each has a price. */
const most = 500;
const pushes = ["git-push", "github-push"];

/** Commit, then push, then Argo CD: said only where the steps leave no other reading. */
export function checkStepOrder(object: ManifestObject): ObjectFinding[] {
  if (!kindsWithSteps.includes(object.kind)) return [];
  const { steps } = stepsOf(object);
  if (steps.length > most || steps.some((step) => step.task !== undefined || step.value.if !== undefined)) return [];
  return [...steps.flatMap((step) => unpushed(step, steps)), ...steps.flatMap((step) => syncedTooEarly(step, steps))];
}

/** A commit that nothing pushes any more, though its clone was pushed before. */
function unpushed(commit: Step, steps: readonly Step[]): ObjectFinding[] {
  const path = literalPath(commit);
  if (commit.uses !== "git-commit" || path === undefined) return [];
  const others = steps.filter((step) => step.uses !== undefined && pushes.includes(step.uses));
  if (others.some((push) => literalPath(push) === undefined)) return [];
  const same = others.filter((push) => literalPath(push) === path);
  const earlier = same[0];
  if (earlier === undefined || same.some((push) => push.index > commit.index)) return [];
  return [
    {
      rule: "step-order",
      path: [...commit.path, "uses"],
      message: `${pathText(earlier.path.slice(-2))} pushes ${path} before this commit, and nothing pushes it afterwards`,
      fix: "Put git-commit before git-push",
    },
  ];
}

/** Argo CD is told to sync before the only push: it gets what was there before. */
function syncedTooEarly(update: Step, steps: readonly Step[]): ObjectFinding[] {
  if (update.uses !== "argocd-update") return [];
  const apps = items(update.config.apps, []);
  if (apps.length === 0 || apps.some(({ value }) => value.sources !== undefined)) return [];
  if (steps.some((step) => step.uses === "argocd-update" && step.index > update.index)) return [];
  const later = steps.filter((step) => step.uses !== undefined && pushes.includes(step.uses));
  const first = later[0];
  if (first === undefined || first.index < update.index) return [];
  return [
    {
      rule: "step-order",
      severity: "warning",
      path: [...update.path, "uses"],
      message: `Argo CD syncs before ${pathText(first.path.slice(-2))} pushes, so it gets the state from before this Promotion`,
      fix: "Put argocd-update after git-push",
    },
  ];
}

function literalPath(step: Step): string | undefined {
  const path = string(step.config.path);
  if (path === undefined || isTemplate(path)) return undefined;
  return path.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
}
