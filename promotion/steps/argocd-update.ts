import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import { type Application, called } from "../argocd/application.ts";
import { authorizedApplications } from "../argocd/authorized.ts";
import { checkFitsAll, desiredRevisions, desiredSources } from "../argocd/desired-sources.ts";
import { inWords, splitByPresence } from "../argocd/find-applications.ts";
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
    const { here, elsewhere } = await splitByPresence(argocd, config.apps);
    const shown = showAll(context, elsewhere);
    if (argocd === undefined || here.length === 0) return result("Succeeded", shown);
    return update(argocd, context, here, shown);
  },
};

async function update(
  argocd: ArgoCd,
  context: StepContext,
  apps: readonly Update[],
  shown: readonly object[],
): Promise<StepResult> {
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
  return result(waiting ? "Running" : "Succeeded", [...watched, ...shown]);
}

function result(status: StepResult["status"], apps: readonly object[]): StepResult {
  return { status, healthCheck: { uses: "argocd-update", config: { apps } } };
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

/** What would be synced, to be watched from then on. */
function showAll({ alias, outside }: StepContext, apps: readonly Update[]): object[] {
  return apps.map((app) => {
    const { name, namespace = "argocd", selector, sources = [] } = app;
    const to = sources.map(({ desiredRevision }) => desiredRevision).filter(Boolean);
    outside.shown({
      step: alias,
      uses: "argocd-update",
      what: `sync ${inWords(app)}${to.length > 0 ? ` to revision ${to.join(", ")}` : ""}`,
      details: { namespace, ...(selector === undefined ? { name } : { selector }), sources },
    });
    const desired = revisions(sources.map(({ desiredRevision }) => desiredRevision ?? ""));
    return { ...(selector === undefined ? { name } : { selector }), namespace, ...desired };
  });
}
