import type { CompiledEnvironment, CompiledTarget } from "../model/compile.ts";

/** What an environment stack exports about one Stage: what is deployed, or why nothing is. */
export type StageOutputs = DeployedOutputs | OtherOutputs;

interface DeployedOutputs {
  readonly stage: string;
  readonly application: string;
  readonly namespace: string;
  readonly branch: string;
  /** What to expect until Kargo has promoted something; the same text before and after, so that `up` changes nothing. */
  readonly firstPromotion: string;
}

/** A Stage without an Application. */
interface OtherOutputs {
  readonly stage: string;
  /** What the Stage is, for people. */
  readonly what: string;
}

const what: Readonly<Record<CompiledTarget["type"], string>> = {
  promoted: "promoted without Argo CD: its verification stands in for an Application's health",
  controlFlow: "control flow: Freight only passes, nothing is promoted or deployed",
  join: "join: Freight soaks here once all Stages before it have verified it; nothing is deployed",
};

/** By Stage, in the order of promotion. */
export function stageOutputs({ targets }: CompiledEnvironment): Record<string, StageOutputs> {
  return Object.fromEntries(targets.map((target) => [target.stageName, outputsOf(target)]));
}

function outputsOf({ stageName, type, application, applicationName, branch }: CompiledTarget): StageOutputs {
  if (application === undefined) return { stage: stageName, what: what[type] };
  return {
    application: applicationName,
    stage: stageName,
    // Its namespace has its name, whoever makes it.
    namespace: applicationName,
    branch,
    firstPromotion:
      `never promoted until Kargo's first Promotion to ${stageName} writes branch ${branch}; ` +
      "Argo CD shows the Application as Unknown until then",
  };
}
