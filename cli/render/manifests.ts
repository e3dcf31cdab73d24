import type { Compiled } from "../../model/compile.ts";
import { objectsOf } from "../../model/compile.ts";
import type { Pipeline } from "../../model/definition.ts";
import type { KubeObject } from "../../model/object.ts";
import type { Problem } from "../../model/problem.ts";
import { toYaml } from "../../model/yaml.ts";
import { compileAsStacks, deliveryName, type Stack } from "./as-stacks.ts";
import type { StackFile } from "./stack-files.ts";

/** What one stack would apply, as a file. */
export interface Manifest {
  /** `delivery.yaml`, `prod.yaml`. */
  readonly file: string;
  readonly text: string;
  readonly objects: number;
  /** The stack's config file; none: the defaults. */
  readonly config?: string | undefined;
}

export interface Rendered {
  readonly manifests: readonly Manifest[];
  readonly warnings: readonly Problem[];
}

/**
 * Compiles a pipeline as its stacks would: each part with the config of the stack that it belongs to.
 *
 * @param app the definition's folder in apps/, by which a stack's config names it
 * @throws ProblemsError with every problem of config and definition
 */
export function renderManifests(
  app: string,
  pipeline: Pipeline,
  files: readonly [StackFile, ...StackFile[]],
): Rendered {
  const { compiled, delivery, environments, warnings } = compileAsStacks(app, pipeline, files);
  const parts = compiled.environments.map(({ name, targets }) =>
    manifest(name, targets.flatMap(objectsOf), environments.get(name)),
  );
  return { manifests: [manifest(deliveryName, deliveryObjects(compiled), delivery), ...parts], warnings };
}

function deliveryObjects({ delivery }: Compiled): KubeObject[] {
  const { namespace, project, projectConfig, warehouses, promotionTasks } = delivery;
  return [namespace, project, projectConfig, ...warehouses, ...promotionTasks];
}

function manifest(name: string, objects: readonly KubeObject[], stack: Stack | undefined): Manifest {
  return { file: `${name}.yaml`, text: toYaml(objects), objects: objects.length, config: stack?.file };
}
