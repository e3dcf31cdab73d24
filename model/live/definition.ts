import { type Compiled, type CompiledTarget, objectsOf } from "../compile.ts";
import type { KubeObject } from "../object.ts";

/** What a definition says should be in a cluster. */
export interface Definition {
  /** Each environment as its own stack compiles it. */
  readonly compiled: Compiled;
  /** The API server's policies and bindings of the pipeline's guards. */
  readonly guards: readonly WantedObject[];
}

export interface WantedObject {
  /** The stack that registers it. */
  readonly stack: string;
  readonly object: KubeObject;
}

/**
 * Everything that a definition's stacks register where Kargo is, without credentials and guards. What a target has in a
 * cluster with an Argo CD of its own is there.
 */
export function wantedObjects({ delivery, environments }: Compiled): WantedObject[] {
  const { namespace, project, projectConfig, warehouses, promotionTasks } = delivery;
  const shared = [namespace, project, projectConfig, ...warehouses, ...promotionTasks];
  return [
    ...shared.map((object) => ({ stack: "delivery", object })),
    ...environments.flatMap(({ name, targets }) =>
      targets.flatMap((target) => besideKargo(target).map((object) => ({ stack: name, object }))),
    ),
  ];
}

/** What a definition's stacks register in a cluster with an Argo CD of its own, without credentials and guards. */
export function wantedThere({ environments }: Compiled, cluster: string): WantedObject[] {
  return environments.flatMap(({ name, targets }) =>
    targets
      .filter(({ place }) => place?.shard !== undefined && place.cluster === cluster)
      .flatMap(({ namespace, appProject, application }) => [namespace, appProject, application])
      .flatMap((object) => (object === undefined ? [] : [{ stack: name, object }])),
  );
}

function besideKargo(target: CompiledTarget): readonly KubeObject[] {
  return target.place?.shard === undefined ? objectsOf(target) : [...target.analysisTemplates, target.stage];
}
