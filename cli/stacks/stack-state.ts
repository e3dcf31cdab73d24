import type { Deployment, ResourceState } from "../../engine/pending-creates.ts";
import { type ProtectedResource, protectedResources } from "../../engine/protected-resources.ts";
import { isRecord } from "../../model/json.ts";
import type { StackInOrder, StackRole } from "../../model/stack-order.ts";

/** What a stack has brought up and still holds. */
export interface StackState extends StackInOrder {
  /** How many objects and other things it holds; components and providers aren't counted. */
  readonly holds: number;
  readonly protected: readonly ProtectedResource[];
  /** Kargo Projects of its own. */
  readonly projects: readonly string[];
  /** Stages of its own, by the Project that they stand in. */
  readonly stages: readonly { readonly project: string; readonly name: string }[];
}

const kargo = "kubernetes:kargo.akuity.io/v1alpha1";

export function stackState(stack: StackInOrder, deployment: Deployment): StackState {
  const held = (deployment.resources ?? []).filter(
    (each) => each["custom"] === true && !each.type.startsWith("pulumi:") && each.delete !== true,
  );
  const { name, role, environment } = stack;
  return {
    ...{ name, role, environment },
    holds: held.length,
    protected: protectedResources(deployment),
    projects: held.filter(({ type }) => type === `${kargo}:Project`).map((each) => metadataOf(each, "name")),
    stages: held
      .filter(({ type }) => type === `${kargo}:Stage`)
      .map((each) => ({ project: metadataOf(each, "namespace"), name: metadataOf(each, "name") })),
  };
}

/** What a stack without a config file was for, by what it holds. */
export function roleOf({ resources = [] }: Deployment): StackRole {
  const has = (beginning: string) => resources.some(({ type }) => type.startsWith(beginning));
  if (has(`${kargo}:Project`)) return "delivery";
  if (has("kubernetes:helm.sh/")) return "platform";
  return has("github:") ? "source" : "environment";
}

function metadataOf({ inputs = {} }: ResourceState, key: string): string {
  const metadata = isRecord(inputs["metadata"]) ? inputs["metadata"] : {};
  return typeof metadata[key] === "string" ? metadata[key] : "?";
}
