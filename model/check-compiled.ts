import { protectedStagesOf } from "./compile/guards.ts";
import { type Compiled, objectsOf } from "./compile.ts";
import type { Problem } from "./problem.ts";
import { type Guards, ownGuards, rules } from "./rules/index.ts";

/**
 * The guard rules that deny, asked about everything that a pipeline compiles to, before any of it is registered. What only
 * warns is left to the policy pack, which tells it beside the resource.
 *
 * @param guards the team's settings and levels. Default: every rule's own.
 */
export function checkCompiled(compiled: Compiled, guards: Guards = ownGuards): Problem[] {
  const protectedStages = [...new Set([...guards.settings.protectedStages, ...protectedStagesOf(compiled)])];
  const settings = { ...guards.settings, protectedStages };
  const { namespace, project, projectConfig, warehouses, promotionTasks } = compiled.delivery;
  const targets = compiled.environments.flatMap((environment) => environment.targets);
  const delivery = [namespace, project, projectConfig, ...warehouses, ...promotionTasks];
  const objects = [...delivery, ...targets.flatMap(objectsOf)];
  const asked = rules.filter(
    (rule) => rule.backEnds.preview === "here" && (guards.levels[rule.id] ?? rule.level) === "deny",
  );
  return asked.flatMap((rule) =>
    objects
      .filter(({ apiVersion, kind }) => rule.kinds.some((each) => each.apiVersion === apiVersion && each.kind === kind))
      .flatMap((object) =>
        rule.check(object, settings).map(
          ({ path, message, got }): Problem => ({
            rule: rule.id,
            severity: "error",
            path: `${compiled.app} ${object.kind}/${object.metadata.name} ${path}`,
            message,
            got,
            fix: rule.fix,
            source: rule.source,
          }),
        ),
      ),
  );
}
