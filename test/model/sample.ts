import { goserver } from "../../apps/goserver/pipeline.ts";
import { type Compiled, environmentObjects } from "../../model/compile.ts";
import type { Pipeline } from "../../model/definition.ts";
import type { KubeObject } from "../../model/object.ts";

/** The sample without the gates that would report each change a second time, and with the ones that tests change. */
const plain: Pipeline = {
  ...goserver,
  stages: {
    ...goserver.stages,
    staging: { from: "dev", autoPromotion: true },
    prod: { from: "staging", protected: true, requiredSoakTime: "1h" },
  },
};

/**
 * The sample, its gates as plain as these tests need them, with parts changed, each by its path (`stages.prod.from`), as
 * data without types: what a definition may hold once types are stripped. `undefined` takes a part away.
 */
export function edited(changes: Readonly<Record<string, unknown>>): Pipeline {
  const copy: unknown = structuredClone(plain);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const parent = at(copy, keys.join(".")) as Record<string, unknown>;
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return copy as Pipeline;
}

/** The part of some data at a path: `spec.requestedFreight.0.sources`. */
export function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .filter((key) => key !== "")
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], value);
}

/** Every object of a compiled pipeline, in the order they are created. */
export function allObjects({ delivery, environments }: Compiled): KubeObject[] {
  return [...deliveryObjects(delivery), ...environments.flatMap(environmentObjects)];
}

export function deliveryObjects(delivery: Compiled["delivery"]): KubeObject[] {
  const { namespace, project, projectConfig, warehouses, promotionTasks } = delivery;
  return [namespace, project, projectConfig, ...warehouses, ...promotionTasks];
}
