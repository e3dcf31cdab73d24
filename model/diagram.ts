import { compile, objectsOf } from "./compile.ts";
import type { Pipeline } from "./definition.ts";
import type { Diagram } from "./diagram/diagram.ts";
import { diagramOf } from "./diagram/from-objects.ts";
import { textDiagram } from "./diagram/text.ts";
import { defaultSettings } from "./settings.ts";

/**
 * A definition as a diagram.
 *
 * @throws ProblemsError when `check` finds an error
 */
export function pipelineDiagram(pipeline: Pipeline): Diagram {
  const { app, delivery, environments } = compile(pipeline, defaultSettings);
  const targets = environments.flatMap((environment) => environment.targets.flatMap(objectsOf));
  return diagramOf(app, [delivery.projectConfig, ...delivery.warehouses, ...targets]);
}

/**
 * A pipeline drawn for a terminal.
 *
 * @throws ProblemsError when `check` finds an error
 */
export function drawPipeline(pipeline: Pipeline): string {
  return textDiagram(pipelineDiagram(pipeline));
}
