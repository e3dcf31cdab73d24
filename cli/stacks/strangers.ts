import type { ResourceState } from "../../engine/pending-creates.ts";
import { ApiFailure } from "../../kube/api-failure.ts";
import { kinds } from "../../kube/cluster.ts";
import { isRecord } from "../../model/json.ts";
import { UserError } from "../../model/problem.ts";
import type { Surroundings } from "../cluster/connect.ts";
import { clusterOf, type StackToEnd } from "./teardown-cluster.ts";

/**
 * What lives in a cluster that no state of this project's knows, and would be orphaned: Stages in a Project that is to go,
 * and whatever of Argo CD's or Kargo's stands in a cluster whose platform is to go.
 *
 * @throws UserError that names it, with the command that comes first
 */
export async function checkStrangers(stacks: readonly StackToEnd[], around: Surroundings): Promise<void> {
  const owned = new Set(stacks.flatMap(({ deployment }) => (deployment.resources ?? []).flatMap(liveNameOf)));
  for (const { state, deployment } of stacks) {
    const isPlatform = state.role === "platform" && (deployment.resources ?? []).some(installs);
    if (state.role !== "delivery" && !isPlatform) continue;
    const connection = clusterOf(deployment, around);
    if (connection === undefined) continue;
    const { cluster } = connection;
    const looked = isPlatform
      ? ([
          ["Application", kinds.application],
          ["Stage", kinds.stage],
          ["Project", kinds.project],
        ] as const)
      : ([["Stage", kinds.stage]] as const);
    const found = await Promise.all(
      looked.map(async ([kind, at]) => {
        const objects = await cluster.list<Named>(at).catch((error: unknown) => {
          if (error instanceof ApiFailure && error.status !== 0) return []; // Not installed, or not ours to see.
          throw error;
        });
        return objects
          .filter(({ metadata }) => isPlatform || state.projects.includes(metadata.namespace ?? ""))
          .map(({ metadata }) => ({ kind, ...metadata }));
      }),
    );
    const strangers = found.flat().filter((each) => !owned.has(idOf(each)));
    if (strangers.length === 0) continue;
    const what = isPlatform
      ? "Argo CD and Kargo, whose controllers these need to go"
      : `the Kargo Project ${state.projects.join(", ")}, with which these would go`;
    const commands = strangers.map(
      ({ kind, namespace, name }) =>
        `    kubectl delete ${plurals[kind]} ${name}${namespace === undefined ? "" : ` -n ${namespace}`}`,
    );
    throw new UserError(
      `stack ${state.name} holds ${what}, and no stack that is to be destroyed has them: ${strangers.map(idOf).join(", ")}. ` +
        `Nothing was destroyed. First destroy the stacks they are of, or what nobody needs:\n${commands.join("\n")}`,
    );
  }
}

const plurals = {
  Application: "applications.argoproj.io",
  Stage: "stages.kargo.akuity.io",
  Project: "projects.kargo.akuity.io",
} as const;

interface Named {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

function idOf({ kind, name, namespace }: { kind: string; name: string; namespace?: string | undefined }): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function liveNameOf({ inputs = {} }: ResourceState): string[] {
  const metadata = isRecord(inputs["metadata"]) ? inputs["metadata"] : {};
  const { name, namespace } = metadata;
  if (typeof inputs["kind"] !== "string" || typeof name !== "string") return [];
  return [idOf({ kind: inputs["kind"], name, ...(typeof namespace === "string" && { namespace }) })];
}

/** A Release of the platform that isn't dropped with its cluster. */
function installs({ type, deletedWith }: ResourceState): boolean {
  return type === "kubernetes:helm.sh/v3:Release" && (deletedWith ?? "") === "";
}
