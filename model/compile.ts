import { createHash } from "node:crypto";
import { check } from "./check.ts";
import { type Compiled, type CompiledEnvironment, type CompiledTarget, targetsOf } from "./compile/compiled.ts";
import { compiledTarget } from "./compile/compiled-target.ts";
import { mirrored } from "./compile/mirrors.ts";
import { project, projectConfig, projectNamespace } from "./compile/project.ts";
import { promoters } from "./compile/promoters.ts";
import { promotionTask } from "./compile/promotion-task.ts";
import { resolverOf } from "./compile/resolver.ts";
import { warehouse } from "./compile/warehouse.ts";
import { freezeOf } from "./definition/freeze.ts";
import { subscriptionsOf } from "./definition/warehouse.ts";
import type { Pipeline } from "./definition.ts";
import { graphOf } from "./graph.ts";
import { canonicalJson } from "./json.ts";
import type { KubeObject } from "./object.ts";
import { ProblemsError } from "./problem.ts";
import type { Settings } from "./settings.ts";

export { type Compiled, type CompiledEnvironment, type CompiledTarget, targetsOf } from "./compile/compiled.ts";

/** Every object of an environment, in the order they are created. */
export function environmentObjects({ promoters, targets }: CompiledEnvironment): KubeObject[] {
  return [...promoters, ...targets.flatMap(objectsOf)];
}

/** Every object of a target, in the order they are created. */
export function objectsOf(target: CompiledTarget): KubeObject[] {
  const { namespace, appProject, application, analysisTemplates, stage } = target;
  const deployed = [namespace, appProject, application].filter((object) => object !== undefined);
  return [...deployed, ...analysisTemplates, stage];
}

/**
 * Turns a pipeline into objects; the same bytes for the same input.
 *
 * @throws ProblemsError with every problem when `check` finds an error; warnings don't stop it
 */
export function compile(pipeline: Pipeline, settings: Settings): Compiled {
  const problems = check(pipeline, settings);
  if (problems.some((problem) => problem.severity === "error")) {
    throw new ProblemsError(`pipeline "${String(pipeline?.app)}"`, problems);
  }
  const { app } = pipeline;
  const graph = graphOf(pipeline);
  const everything = resolverOf(Object.entries(pipeline.warehouses), settings.mirrors);
  const delivery = {
    namespace: projectNamespace(app, graph),
    project: project(app, graph),
    projectConfig: projectConfig(app, graph),
    warehouses: Object.entries(pipeline.warehouses).map(([name, definition]) =>
      warehouse(app, name, definition, settings.mirrors),
    ),
    promotionTasks: Object.entries(pipeline.promotionTasks ?? {}).map(([name, task]) =>
      promotionTask(app, name, task, everything),
    ),
  };
  const environments = graph.environments.map((environment) => ({
    name: environment.name,
    protected: environment.protected,
    freeze: {
      windows: freezeOf(pipeline.stages[environment.name]),
      ...(settings.frozen === undefined ? {} : { frozen: settings.frozen }),
    },
    promoters: promoters(app, environment.stages, settings),
    targets: environment.stages.map((node) => compiledTarget(pipeline, settings, node)),
  }));
  return {
    app,
    project: app,
    digest: createHash("sha256").update(canonicalJson({ delivery, graph })).digest("hex"),
    delivery,
    environments,
    repositories: repositories(pipeline, settings, environments),
  };
}

function repositories(
  pipeline: Pipeline,
  settings: Settings,
  environments: readonly CompiledEnvironment[],
): Compiled["repositories"] {
  const subscriptions = Object.values(pipeline.warehouses).flatMap((source) => subscriptionsOf(source));
  const unique = (urls: readonly string[]) => [...new Set(urls)].filter((url) => url !== "").sort();
  const of = (kind: string) =>
    subscriptions
      .filter(([, each]) => each.kind === kind)
      .map(([, { repoURL }]) => mirrored(repoURL, settings.mirrors));
  const written = targetsOf({ environments }).map(({ gitUrl }) => gitUrl);
  return { git: unique([...of("git"), ...written]), images: unique(of("image")), charts: unique(of("chart")) };
}
