import { AdmissionPolicies } from "../components/guard/admission-policies.ts";
import { PipelineEnvironment } from "../components/pipeline/environment.ts";
import { environmentGuards } from "../model/compile/guards.ts";
import { guardsElsewhere } from "../model/compile/guards-elsewhere.ts";
import type { Compiled, CompiledEnvironment } from "../model/compile.ts";
import type { Pipeline } from "../model/definition.ts";
import { ProblemsError } from "../model/problem.ts";
import { nearest } from "../model/words.ts";
import { clusterProvider } from "./cluster-provider.ts";
import { compileAll } from "./compile-all.ts";
import { requireSameDelivery } from "./delivery-digest.ts";
import { reachPlaces, requireFitting } from "./places.ts";
import type { StackSettings } from "./settings.ts";
import { type StageOutputs, stageOutputs } from "./stage-outputs.ts";

/** What an environment stack exports: by app, then by Stage. */
export interface EnvironmentOutputs {
  readonly environment: string;
  readonly targets: Readonly<Record<string, Readonly<Record<string, StageOutputs>>>>;
}

/** One environment of every pipeline that has it, and its guards. */
export async function environment(
  settings: StackSettings,
  pipelines: readonly Pipeline[],
): Promise<EnvironmentOutputs> {
  const compiled = compileAll(pipelines, settings.compile, settings.guards);
  const members = membersOf(compiled, settings.environment).map((member) => ({
    ...member,
    guardsThere: guardsElsewhere(member.compiled, member.environment, settings.guards),
  }));
  await requireSameDelivery(
    members.map(({ compiled: { app, digest } }) => ({ app, digest })),
    settings.deliveryStack,
  );
  requireFitting(settings, members);
  const providers = [clusterProvider(settings.clusterAccess)];
  const elsewhere = await reachPlaces(
    members.map(({ environment }) => environment),
    settings,
    new Set(members.flatMap(({ guardsThere }) => [...guardsThere.keys()])),
  );

  for (const member of members) {
    const { app, environment, guardsThere } = member;
    const name = `${app}-${settings.environment}`;
    const objects = environmentGuards(member.compiled, environment, settings.guards);
    const { inForce: after } = new AdmissionPolicies(`${name}-guards`, { app, objects }, { providers });
    const afterThere = new Map(
      [...guardsThere].map(([cluster, objects]) => {
        const provider = elsewhere.get(cluster);
        if (provider === undefined) throw new Error(`guards of ${name} need the provider of cluster ${cluster}`);
        const there = new AdmissionPolicies(`${name}-guards-${cluster}`, { app, objects }, { providers: [provider] });
        return [cluster, there.inForce] as const;
      }),
    );
    const { images } = member.compiled.repositories;
    const pull = settings.imageLogins === undefined ? {} : { pull: { images, logins: settings.imageLogins } };
    new PipelineEnvironment(name, { app, environment, elsewhere, after, afterThere, ...pull }, { providers });
  }

  return {
    environment: settings.environment,
    targets: Object.fromEntries(members.map((member) => [member.app, stageOutputs(member.environment)])),
  };
}

interface Member {
  readonly app: string;
  readonly compiled: Compiled;
  readonly environment: CompiledEnvironment;
}

function membersOf(compiled: readonly Compiled[], name: string): Member[] {
  const members = compiled.flatMap((each) => {
    const found = each.environments.find((environment) => environment.name === name);
    return found === undefined ? [] : [{ app: each.app, compiled: each, environment: found }];
  });
  if (members.length > 0) return members;
  const names = [...new Set(compiled.flatMap((each) => each.environments.map((other) => other.name)))];
  const guess = nearest(name, names);
  throw new ProblemsError(`environment ${name}`, [
    {
      rule: "unknown-environment",
      severity: "error",
      path: "slipway:environment",
      message: `no pipeline of this stack has such an environment${guess === undefined ? "" : `; did you mean ${guess}`}`,
      got: JSON.stringify(name),
      allowed: names.join(", "),
      fix: "Run: pulumi config set slipway:environment NAME, or name the stack like its environment",
    },
  ]);
}
