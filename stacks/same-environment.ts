import * as pulumi from "@pulumi/pulumi";
import type { Pipeline } from "../model/definition.ts";
import { listed } from "../model/words.ts";
import { stackExists } from "./delivery-digest.ts";

/**
 * Makes sure that an environment's stack goes on standing for the environment that it was last brought up for. The name is
 * what Kargo, Argo CD and the cluster know an environment by: under another one all of it would be made a second time, and
 * the first deleted with its workloads and its history of Freight. `destroy` doesn't run the program and is never kept.
 *
 * @throws RunError that says what to do instead, also in a preview
 */
export async function requireSameEnvironment(environment: string, pipelines: readonly Pipeline[]): Promise<void> {
  const stack = pulumi.getStack();
  const before = await lastEnvironment(`${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`);
  const defined = [...new Set(pipelines.flatMap(({ stages }) => Object.keys(stages ?? {})))];
  const complaint = environmentComplaint({ stack, before, environment, defined });
  if (complaint !== undefined) throw new pulumi.RunError(complaint);
}

interface SameEnvironment {
  readonly stack: string;
  /** What the stack holds; undefined for one that was never brought up, or was destroyed. */
  readonly before: string | undefined;
  /** What config says that it stands for. */
  readonly environment: string;
  /** The definitions' environments. */
  readonly defined: readonly string[];
}

/** What is wrong between what a stack holds and what it is to stand for, with what to do; undefined when they agree. */
export function environmentComplaint({ stack, before, environment, defined }: SameEnvironment): string | undefined {
  if (before === undefined) return undefined;
  if (before !== environment) {
    return (
      `stack ${stack} holds environment ${before}, and its config now says ${environment}: nothing was changed. An environment can't be renamed in place: ` +
      `its Stage, Application and namespace would be made anew, and those of ${before} deleted with their workloads and their history of Freight. ` +
      `Give ${environment} a stack of its own (config/Pulumi.${environment}.yaml) beside ${before}, bring it up, promote into it, then: slipway down ${stack}. See docs/day-two.md`
    );
  }
  if (defined.includes(environment)) return undefined;
  return (
    `stack ${stack} holds environment ${environment}, which no definition has any more (there are ${listed(defined)}): nothing was changed. ` +
    `If it is gone for good: slipway down ${stack}, then remove the stack's config file. If not, put it back into the definition. See docs/day-two.md`
  );
}

async function lastEnvironment(stack: string): Promise<string | undefined> {
  if (!(await stackExists(stack))) return undefined;
  const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name: stack })) as {
    outputs?: { environment?: unknown };
  };
  return typeof outputs?.environment === "string" ? outputs.environment : undefined;
}
