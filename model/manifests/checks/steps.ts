import { stepSchemas } from "../../kinds/steps.gen.ts";
import { upgradeTable } from "../../upgrades/table.ts";
import { nearest, shown } from "../../words.ts";
import type { ObjectFinding } from "../finding.ts";
import { pathText } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import type { CheckSettings } from "../settings.ts";
import { kindsWithSteps, type Step, stepsOf } from "../stage.ts";

const knownSteps = Object.keys(stepSchemas);

/** Names, aliases and task references of promotion steps. Source: Kargo, pkg/webhook/kubernetes/promotion_steps.go. */
export function checkSteps(object: ManifestObject, settings: CheckSettings): ObjectFinding[] {
  if (!kindsWithSteps.includes(object.kind)) return [];
  const { steps } = stepsOf(object);
  return [
    ...steps.flatMap((step) => name(step, settings)),
    ...aliases(steps),
    ...(object.kind === "Stage" ? steps.flatMap(taskStep) : steps.flatMap(taskInTask)),
  ];
}

function name({ uses, path }: Step, settings: CheckSettings): ObjectFinding[] {
  // the table of versions and editions tells about Enterprise's
  if (uses === undefined || knownSteps.includes(uses) || isEnterpriseStep(uses)) return [];
  const meant = nearest(uses, knownSteps);
  return [
    {
      rule: "unknown-step",
      severity: !settings.enterprise ? "error" : meant === undefined ? "note" : "warning",
      path: [...path, "uses"],
      message: settings.enterprise
        ? "Kargo has no such promotion step, unless it is a custom step"
        : "Kargo has no such promotion step: a Promotion fails there",
      got: shown(uses),
      fix:
        meant === undefined
          ? "See docs.kargo.io for every step's name; custom steps are Kargo Enterprise's (--enterprise)"
          : `Perhaps ${shown(meant)} is meant`,
    },
  ];
}

function isEnterpriseStep(uses: string): boolean {
  return upgradeTable.some(({ id }) => id === `enterprise-${uses}`);
}

function aliases(steps: readonly Step[]): ObjectFinding[] {
  const first = new Map<string, Step>();
  return steps.flatMap((step): ObjectFinding[] => {
    if (step.as === undefined) return [];
    const at = { path: [...step.path, "as"], got: shown(step.as) };
    const earlier = first.get(step.as);
    if (earlier === undefined) first.set(step.as, step);
    const findings: ObjectFinding[] = [];
    if (earlier !== undefined)
      findings.push({
        ...at,
        rule: "duplicate-alias",
        message: `The alias is that of ${pathText(earlier.path.slice(-2))}`,
        fix: "Give each step an alias of its own",
      });
    if (/^(step|task)-\d+$/.test(step.as))
      findings.push({
        ...at,
        rule: "reserved-alias",
        message: "Kargo keeps such aliases for steps without one",
        fix: "Choose another alias",
      });
    return findings;
  });
}

function taskStep({ task, value, path }: Step): ObjectFinding[] {
  if (task === undefined) return [];
  return ["if", "config", "retry", "continueOnError"]
    .filter((key) => value[key] !== undefined && value[key] !== "" && value[key] !== false)
    .map((key) => ({
      rule: "task-step",
      path: [...path, key],
      message: `A step that names a task takes no ${key}`,
      allowed: "as, vars",
      fix: "Write it on the steps of the task",
    }));
}

function taskInTask({ task, path }: Step): ObjectFinding[] {
  if (task === undefined) return [];
  return [
    {
      rule: "task-step",
      path: [...path, "task"],
      message: "A task's step can't name another task",
      fix: "Write the other task's steps here",
    },
  ];
}
