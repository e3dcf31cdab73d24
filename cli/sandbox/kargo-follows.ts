import { CustomObjectsApi } from "@kubernetes/client-node";
import { UserError } from "../../model/problem.ts";
import type { Context } from "../context.ts";
import type { RunningSandbox } from "./bring-up.ts";
import { refreshWarehouses } from "./refresh-warehouses.ts";

/** How long all automatic Stages together may take, in seconds. */
const bound = 300;

/** The fields of a Stage that tell whether it has come to a commit. */
export interface FollowedStage {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly requestedFreight: readonly {
      readonly sources: {
        readonly direct?: boolean;
        readonly stages?: readonly string[];
        readonly requiredSoakTime?: string;
      };
    }[];
  };
  readonly status?: {
    readonly autoPromotionEnabled?: boolean;
    /** By origin: a person has promoted something older, and Kargo brings nothing newer by itself. */
    readonly autoPromotionHolds?: Readonly<Record<string, unknown>>;
    readonly effectiveAutoPromotionHolds?: Readonly<Record<string, unknown>>;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
      readonly reason?: string;
    }[];
    readonly freightHistory?: readonly {
      readonly items?: Readonly<
        Record<
          string,
          {
            readonly commits?: readonly { readonly id?: string }[];
            readonly images?: readonly { readonly tag?: string }[];
          }
        >
      >;
    }[];
  };
}

/**
 * Waits until each Stage that Freight reaches without anybody's hand has a commit, healthy and verified.
 *
 * @returns their names
 * @throws UserError naming the Stages that haven't, in Kargo's words
 */
export async function kargoFollows(context: Context, sandbox: RunningSandbox, commit: string): Promise<string[]> {
  const { signal, progress } = context;
  const api = sandbox.cluster.makeApiClient(CustomObjectsApi);
  const kind = { group: "kargo.akuity.io", version: "v1alpha1", plural: "stages", namespace: sandbox.compiled.app };
  const step = progress.step(`Kargo: commit ${commit.slice(0, 12)} through the automatic Stages`);
  const end = Date.now() + bound * 1000;
  try {
    await refreshWarehouses(sandbox);
    for (;;) {
      signal.throwIfAborted();
      // Whoever watches for minutes lives through an API server that is away for a moment.
      const answer = await api.listNamespacedCustomObject(kind).catch(() => undefined);
      const stages = (answer as { items: FollowedStage[] } | undefined)?.items;
      const reached = stages && automatic(stages);
      const waiting = reached?.filter((stage) => !hasCome(stage, commit));
      // Before Kargo has looked at the Stages for the first time none is known to be automatic.
      const seen = stages?.every(({ status }) => status !== undefined);
      if (seen && waiting?.length === 0) {
        const names = reached?.map(({ metadata }) => metadata.name) ?? [];
        step.done(names.length > 0 ? names.join(", ") : "there are none");
        return names;
      }
      step.update(waiting?.map((stage) => stage.metadata.name).join(", ") || "Kargo has not looked at the Stages yet");
      if (Date.now() > end) {
        const why = waiting?.map((stage) => `  ${stage.metadata.name}: ${reason(stage)}`).join("\n");
        throw new UserError(
          `waited ${bound} s for Kargo to bring commit ${commit.slice(0, 12)} to:\n${why ?? "  (the API server doesn't answer)"}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  } catch (error) {
    step.fail();
    throw error;
  }
}

/**
 * Those that are promoted by themselves from a Warehouse or from others like them, with no time to wait in between and no
 * hold.
 */
export function automatic(stages: readonly FollowedStage[]): FollowedStage[] {
  const known = new Map(stages.map((stage) => [stage.metadata.name, stage]));
  const reaches = (stage: FollowedStage | undefined, above: readonly string[]): boolean =>
    stage?.status?.autoPromotionEnabled === true &&
    Object.keys(stage.status.effectiveAutoPromotionHolds ?? stage.status.autoPromotionHolds ?? {}).length === 0 &&
    !above.includes(stage.metadata.name) &&
    stage.spec.requestedFreight.every(
      ({ sources }) =>
        !sources.requiredSoakTime &&
        (sources.direct || sources.stages?.every((name) => reaches(known.get(name), [...above, stage.metadata.name]))),
    );
  return stages.filter((stage) => reaches(stage, []));
}

function hasCome({ status }: FollowedStage, commit: string): boolean {
  const items = Object.values(status?.freightHistory?.[0]?.items ?? {});
  const holds = items.some(
    ({ commits = [], images = [] }) =>
      commits.some(({ id }) => id === commit) || images.some(({ tag }) => tag === commit),
  );
  return holds && condition(status, "Ready")?.status === "True";
}

function reason({ status }: FollowedStage): string {
  const ready = condition(status, "Ready");
  return [ready?.reason, ready?.message].filter(Boolean).join(": ") || "not looked at yet";
}

function condition(status: FollowedStage["status"], type: string) {
  return status?.conditions?.find((each) => each.type === type);
}
