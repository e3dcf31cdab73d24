import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import { type Application, called } from "../argocd/application.ts";
import { authorizedApplications } from "../argocd/authorized.ts";
import { checkFitsAll, desiredRevisions, desiredSources } from "../argocd/desired-sources.ts";
import { promotionInfoKey, syncPatch } from "../argocd/sync-patch.ts";
import { messageOf } from "../evaluator.ts";
import type { ArgoCd } from "../outside.ts";
import type { StepContext, StepResult, StepRunner } from "../step.ts";

type Config = StepConfigs["argocd-update"];
type Update = Config["apps"][number];

const ended = ["Succeeded", "Failed", "Error"];

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/argocd_updater.go. */
export const argocdUpdate: StepRunner<Config> = {
  uses: "argocd-update",
  defaultTimeout: 5 * 60_000,
  async run(context, config) {
    const { argocd } = context.outside;
    return argocd === undefined ? show(context, config) : update(argocd, context, config);
  },
};

async function update(argocd: ArgoCd, context: StepContext, { apps }: Config): Promise<StepResult> {
  const phases: string[] = [];
  const watched: object[] = [];
  for (const app of apps) {
    const applications = await authorizedApplications(argocd, app, context);
    checkFitsAll(app, applications);
    for (const application of applications) {
      const { name, namespace } = application.metadata;
      watched.push({ name, namespace, ...revisions(desiredRevisions(app, application)) });
      phases.push(await phaseOf(argocd, context, app, application));
    }
  }
  const waiting = phases.some((phase) => !ended.includes(phase));
  return {
    status: waiting ? "Running" : "Succeeded",
    healthCheck: { uses: "argocd-update", config: { apps: watched } },
  };
}

/** The phase of the operation for this Promotion; when there is none yet, one is begun. */
async function phaseOf(argocd: ArgoCd, context: StepContext, app: Update, application: Application): Promise<string> {
  const state = application.status?.operationState;
  const phase = state?.phase ?? "";
  const ours = state?.operation?.info?.find(({ name }) => name === promotionInfoKey);
  // somebody else's operation, or one for another Promotion, is let run to its end
  if (state !== undefined && !ended.includes(phase)) return "Running";
  if (state !== undefined && ours?.value === context.promotion && wasApplied(app, application)) {
    if (phase === "Succeeded") return phase;
    throw new Error(`${called(application)} failed with: ${state.message ?? ""}`);
  }
  const { name, namespace } = application.metadata;
  try {
    const sources = desiredSources(app, application);
    await argocd.patch(namespace, name, syncPatch(application, sources, context));
  } catch (error) {
    throw new Error(`error syncing ${called(application)}: ${messageOf(error)}`, { cause: error });
  }
  return "Running";
}

/** Whether the operation that is over synced what this step wants; without a result of it nobody knows. */
function wasApplied(app: Update, application: Application): boolean {
  const { syncResult } = application.status?.operationState ?? {};
  if (syncResult === undefined) return false;
  const desired = desiredRevisions(app, application);
  if (desired.length === 0) return true;
  const synced = syncResult.revisions?.length ? syncResult.revisions : [syncResult.revision ?? ""];
  return synced.every((revision, index) => !desired[index] || desired[index] === revision);
}

function revisions(desired: readonly string[]): object {
  return desired.length > 0 ? { desiredRevisions: desired } : {};
}

function show({ alias, outside }: StepContext, { apps }: Config): StepResult {
  for (const { name, namespace = "argocd", selector, sources = [] } of apps) {
    const which =
      selector === undefined
        ? `Application ${namespace}/${name}`
        : `each Application in ${namespace} with ${JSON.stringify(selector)}`;
    const to = sources.map(({ desiredRevision }) => desiredRevision).filter(Boolean);
    outside.shown({
      step: alias,
      uses: "argocd-update",
      what: `sync ${which}${to.length > 0 ? ` to revision ${to.join(", ")}` : ""}`,
      details: { namespace, ...(selector === undefined ? { name } : { selector }), sources },
    });
  }
  const watched = apps.map(({ name, namespace, selector, sources = [] }) => ({
    ...(selector === undefined ? { name } : { selector }),
    namespace: namespace ?? "argocd",
    ...revisions(sources.map(({ desiredRevision }) => desiredRevision ?? "")),
  }));
  return { status: "Succeeded", healthCheck: { uses: "argocd-update", config: { apps: watched } } };
}
