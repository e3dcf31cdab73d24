import { guardSettings } from "./compile/guard-settings.ts";
import { type Compiled, environmentObjects } from "./compile.ts";
import type { Problem } from "./problem.ts";
import { catalogue, exceptionFor, type Guards, ownGuards } from "./rules/index.ts";
import { findingsAmong } from "./rules/together.ts";

/**
 * The guard rules that deny, asked about everything that a pipeline compiles to, before any of it is registered. What only
 * warns is left to the policy pack, which tells it beside the resource; what an exception covers is left out.
 *
 * @param guards what the team says. Default: every rule's own level, nothing else
 */
export function checkCompiled(compiled: Compiled, guards: Guards = ownGuards): Problem[] {
  const settings = guardSettings([compiled], guards);
  const { namespace, project, projectConfig, warehouses, promotionTasks } = compiled.delivery;
  const delivery = [namespace, project, projectConfig, ...warehouses, ...promotionTasks];
  const objects = [...delivery, ...compiled.environments.flatMap(environmentObjects)];
  const asked = catalogue.filter(
    (rule) => rule.backEnds.preview === "here" && (guards.levels[rule.id] ?? rule.level) === "deny",
  );
  return asked.flatMap((rule) =>
    objects
      .filter(({ apiVersion, kind }) => rule.kinds.some((each) => each.apiVersion === apiVersion && each.kind === kind))
      .filter(({ kind, metadata }) => exceptionFor(guards.exceptions, rule.id, { kind, ...metadata }) === undefined)
      .flatMap((object) =>
        findingsAmong(rule, object, objects, settings).map(
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
