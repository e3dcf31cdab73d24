import { PipelineEnvironment } from "../components/pipeline/environment.ts";
import type { Compiled, CompiledEnvironment, CompiledTarget } from "../model/compile.ts";
import type { Pipeline } from "../model/definition.ts";
import { ProblemsError } from "../model/problem.ts";
import { nearest } from "../model/words.ts";
import { clusterProvider } from "./cluster-provider.ts";
import { compileAll } from "./compile-all.ts";
import { requireSameDelivery } from "./delivery-digest.ts";
import type { StackSettings } from "./settings.ts";

/** What an environment stack exports about one target of one app. */
export interface TargetOutputs {
  readonly application: string;
  readonly stage: string;
  /** Empty for a Stage without Argo CD. */
  readonly namespace: string;
  readonly branch: string;
  /** What to expect until Kargo has promoted something; the same text before and after, so that `up` changes nothing. */
  readonly firstPromotion: string;
}

/** What an environment stack exports: by app, then by Stage. */
export interface EnvironmentOutputs {
  readonly environment: string;
  readonly targets: Readonly<Record<string, Readonly<Record<string, TargetOutputs>>>>;
}

/** One environment of every pipeline that has it. */
export async function environment(
  settings: StackSettings,
  pipelines: readonly Pipeline[],
): Promise<EnvironmentOutputs> {
  const compiled = compileAll(pipelines, settings.compile);
  const members = membersOf(compiled, settings.environment);
  await requireSameDelivery(
    members.map(({ app, digest }) => ({ app, digest })),
    settings.deliveryStack,
  );
  const providers = [clusterProvider(settings.clusterAccess)];

  for (const member of members) {
    const name = `${member.app}-${settings.environment}`;
    new PipelineEnvironment(name, { app: member.app, environment: member.environment }, { providers });
  }

  return {
    environment: settings.environment,
    targets: Object.fromEntries(members.map((member) => [member.app, outputsOf(member.environment)])),
  };
}

interface Member {
  readonly app: string;
  readonly digest: string;
  readonly environment: CompiledEnvironment;
}

function membersOf(compiled: readonly Compiled[], name: string): Member[] {
  const members = compiled.flatMap(({ app, digest, environments }) => {
    const found = environments.find((each) => each.name === name);
    return found === undefined ? [] : [{ app, digest, environment: found }];
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

function outputsOf(compiled: CompiledEnvironment): Record<string, TargetOutputs> {
  return Object.fromEntries(compiled.targets.map((target) => [target.stageName, targetOutputs(target)]));
}

function targetOutputs(target: CompiledTarget): TargetOutputs {
  return {
    application: target.applicationName,
    stage: target.stageName,
    namespace: target.namespace?.metadata.name ?? "",
    branch: target.branch,
    firstPromotion:
      `never promoted until Kargo's first Promotion to ${target.stageName} writes branch ${target.branch}; ` +
      "Argo CD shows the Application as Unknown until then",
  };
}
