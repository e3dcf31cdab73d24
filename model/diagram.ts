import { type Compiled, compile, objectsOf, targetsOf } from "./compile.ts";
import type { Pipeline } from "./definition.ts";
import type { Diagram } from "./diagram/diagram.ts";
import { diagramOf } from "./diagram/from-objects.ts";
import { textDiagram } from "./diagram/text.ts";
import { freezeSwitches } from "./freeze/objects.ts";
import type { KubeObject } from "./object.ts";
import { defaultSettings } from "./settings.ts";

/**
 * A definition as a diagram.
 *
 * @throws ProblemsError when `check` finds an error
 */
export function pipelineDiagram(pipeline: Pipeline): Diagram {
  const compiled = compile(pipeline, defaultSettings);
  return diagramOf(compiled.app, drawnObjects(compiled));
}

/** The objects of a pipeline that a diagram is made of, and some that it passes over. */
export function drawnObjects(compiled: Compiled): KubeObject[] {
  const { projectConfig, warehouses } = compiled.delivery;
  return [projectConfig, ...warehouses, ...targetsOf(compiled).flatMap(objectsOf), ...freezeSwitches(compiled)];
}

/**
 * A pipeline drawn for a terminal.
 *
 * @throws ProblemsError when `check` finds an error
 */
export function drawPipeline(pipeline: Pipeline): string {
  return textDiagram(pipelineDiagram(pipeline));
}
