import { stepSchemas } from "../../kinds/steps.gen.ts";
import { perhaps, shown } from "../../words.ts";
import { isEnterpriseStep } from "../enterprise-steps.ts";
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
  if (uses === undefined || knownSteps.includes(uses)) return [];
  const at = { path: [...path, "uses"], got: shown(uses) };
  if (isEnterpriseStep(uses))
    return settings.enterprise
      ? []
      : [
          {
            ...at,
            rule: "enterprise-step",
            message: "Only Kargo Enterprise has this step; open-source Kargo fails the Promotion",
            fix: "Use another step, or check with --enterprise",
          },
        ];
  return [
    {
      ...at,
      rule: "unknown-step",
      severity: settings.enterprise ? "warning" : "error",
      message: settings.enterprise
        ? "Kargo has no such promotion step, unless it is a custom step"
        : "Kargo has no such promotion step: a Promotion fails there",
      fix: perhaps(uses, knownSteps, "See https://docs.kargo.io for every step's name"),
    },
  ];
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
