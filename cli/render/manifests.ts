import { deliveryGuards, environmentGuards } from "../../model/compile/guards.ts";
import { packConfig } from "../../model/compile/pack-config.ts";
import type { Compiled } from "../../model/compile.ts";
import { environmentObjects } from "../../model/compile.ts";
import type { Pipeline } from "../../model/definition.ts";
import type { KubeObject } from "../../model/object.ts";
import type { Problem } from "../../model/problem.ts";
import { toYaml } from "../../model/yaml.ts";
import { compileAsStacks, deliveryName, type Stack } from "./as-stacks.ts";
import type { StackFile } from "./stack-files.ts";

/** What one stack would apply, as a file, or what its policy pack would be told. */
export interface Manifest {
  /** `delivery.yaml`, `prod.yaml`; their guards, `prod-guards.yaml`; `policy-config.json`. */
  readonly file: string;
  readonly text: string;
  /** What is in it, for people: `4 objects`. */
  readonly holds: string;
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
  const parts = compiled.environments.map((environment) => {
    const stack = environments.get(environment.name);
    return { environment, stack, objects: environmentObjects(environment) };
  });
  const objects = [
    manifest(deliveryName, deliveryObjects(compiled), delivery),
    ...parts.map((part) => manifest(part.environment.name, part.objects, part.stack)),
  ];
  const guards = [
    manifest(`${deliveryName}-guards`, deliveryGuards(compiled, delivery.guards), delivery),
    ...parts.map(({ environment, stack }) =>
      manifest(`${environment.name}-guards`, environmentGuards(compiled, environment, stack?.guards), stack),
    ),
  ];
  const shared = policyConfig("policy-config.json", compiled, delivery);
  // only stacks with guards of their own need a config of their own
  const others = parts
    .map(({ environment, stack }) => policyConfig(`${environment.name}-policy-config.json`, compiled, stack))
    .filter(({ text }) => text !== shared.text);
  return { manifests: [...objects, ...guards.filter(({ text }) => text !== ""), shared, ...others], warnings };
}

/** For `pulumi up --policy-pack policies --policy-pack-config FILE`. */
function policyConfig(file: string, compiled: Compiled, stack: Stack | undefined): Manifest {
  const config = packConfig([compiled], stack?.guards);
  const holds = `config of ${Object.keys(config).length} policies`;
  return { file, text: `${JSON.stringify(config, undefined, 2)}\n`, holds, config: stack?.file };
}

function deliveryObjects({ delivery }: Compiled): KubeObject[] {
  const { namespace, project, projectConfig, warehouses, promotionTasks } = delivery;
  return [namespace, project, projectConfig, ...warehouses, ...promotionTasks];
}

function manifest(name: string, objects: readonly KubeObject[], stack: Stack | undefined): Manifest {
  return { file: `${name}.yaml`, text: toYaml(objects), holds: `${objects.length} objects`, config: stack?.file };
}
