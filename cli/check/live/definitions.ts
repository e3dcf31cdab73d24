import path from "node:path";
import { deliveryGuards, environmentGuards } from "../../../model/compile/guards.ts";
import { guardsElsewhere } from "../../../model/compile/guards-elsewhere.ts";
import type { Compiled } from "../../../model/compile.ts";
import type { Definition, WantedObject } from "../../../model/live/definition.ts";
import type { KubeObject } from "../../../model/object.ts";
import type { Guards } from "../../../model/rules/index.ts";
import type { GitProvider } from "../../../model/settings.ts";
import { loadPipelines } from "../../../stacks/pipelines.ts";
import type { Connection } from "../../cluster/connect.ts";
import type { Context } from "../../context.ts";
import { compileAsStacks } from "../../render/as-stacks.ts";
import { readStackFiles } from "../../render/stack-files.ts";
import { chooseApp } from "../../sandbox/chosen-app.ts";
import { compileForSandbox, sandboxGitProvider, sandboxMirrors } from "../../sandbox/pipelines.ts";

/** What the project's stacks would make of one app. */
export interface KnownApp {
  readonly definition: Definition;
  /** Guards that its stacks register in other clusters, by the cluster's name. */
  readonly guardsElsewhere: ReadonlyMap<string, readonly WantedObject[]>;
  /** The team's word about rules, of the delivery stack. */
  readonly guards: Guards | undefined;
  /** Of Git hosts whose names tell nothing. */
  readonly gitProvider: GitProvider | undefined;
}

/**
 * The project's definitions by Kargo Project, compiled as their stacks compile them; in a sandbox as the sandbox does.
 *
 * @throws ProblemsError when a definition or a stack's config is wrong
 */
export async function knownApps(context: Context, { sandbox }: Connection): Promise<ReadonlyMap<string, KnownApp>> {
  if (sandbox !== undefined) {
    const chosen = await chooseApp(context, sandbox.state, {});
    const pipelines = await loadPipelines([chosen.name], chosen.apps);
    const compiled = compileForSandbox(pipelines, sandboxMirrors(pipelines, sandbox));
    return byProject(compiled.map((each) => known(each, undefined, () => undefined, sandboxGitProvider)));
  }
  const pipelines = await loadPipelines([], path.join(context.project, "apps"));
  const files = readStackFiles(context.project, []);
  return byProject(
    pipelines.map((pipeline) => {
      const { compiled, delivery, environments } = compileAsStacks(pipeline.app, pipeline, files);
      const ofEnvironment = (name: string) => environments.get(name)?.guards;
      return known(compiled, delivery.guards, ofEnvironment, delivery.compile.gitProvider);
    }),
  );
}

function known(
  compiled: Compiled,
  guards: Guards | undefined,
  ofEnvironment: (name: string) => Guards | undefined,
  gitProvider: GitProvider | undefined,
): KnownApp {
  const registered = (stack: string, objects: readonly KubeObject[]) => objects.map((object) => ({ stack, object }));
  return {
    definition: {
      compiled,
      guards: [
        ...registered("delivery", deliveryGuards(compiled, guards)),
        ...compiled.environments.flatMap((environment) =>
          registered(environment.name, environmentGuards(compiled, environment, ofEnvironment(environment.name))),
        ),
      ],
    },
    guardsElsewhere: byCluster(
      compiled.environments.flatMap((environment) =>
        [...guardsElsewhere(compiled, environment, ofEnvironment(environment.name))].map(
          ([cluster, objects]) => [cluster, registered(environment.name, objects)] as const,
        ),
      ),
    ),
    guards,
    gitProvider,
  };
}

function byCluster(
  parts: readonly (readonly [cluster: string, objects: readonly WantedObject[]])[],
): ReadonlyMap<string, readonly WantedObject[]> {
  const groups = Map.groupBy(parts, ([cluster]) => cluster);
  return new Map([...groups].map(([cluster, all]) => [cluster, all.flatMap(([, objects]) => objects)]));
}

function byProject(apps: readonly KnownApp[]): ReadonlyMap<string, KnownApp> {
  return new Map(apps.map((app) => [app.definition.compiled.project, app]));
}
