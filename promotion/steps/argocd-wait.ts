import { isRecord } from "../../model/json.ts";
import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import { type Application, called } from "../argocd/application.ts";
import { findApplications, inWords, namespaceOf, splitByPresence } from "../argocd/find-applications.ts";
import type { ArgoCd } from "../outside.ts";
import { type StepContext, type StepResult, type StepRunner, TerminalError } from "../step.ts";

type Config = StepConfigs["argocd-wait"];
type WaitFor = NonNullable<Config["apps"][number]["waitFor"]>;

const byDefault: WaitFor = ["health", "sync", "operation"];
const wrong = ["ComparisonError", "InvalidSpecError"];
/** The condition of a step that each health status fulfils. */
const fulfils: Readonly<Record<string, string>> = { Healthy: "health", Suspended: "suspended", Degraded: "degraded" };

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/argocd_waiter.go. */
export const argocdWait: StepRunner<Config> = {
  uses: "argocd-wait",
  defaultTimeout: 5 * 60_000,
  async run(context, config) {
    const { argocd } = context.outside;
    const { here, elsewhere } = await splitByPresence(argocd, config.apps);
    showAll(context, elsewhere);
    if (argocd === undefined || here.length === 0) return { status: "Succeeded", output: { healthStatus: {} } };
    return wait(argocd, context, here);
  },
};

async function wait(
  argocd: ArgoCd,
  context: StepContext,
  apps: readonly Config["apps"][number][],
): Promise<StepResult> {
  const before = healthBefore(context);
  const healthStatus = { ...before };
  let ready = true;
  for (const app of apps) {
    const applications = await findApplications(argocd, app);
    if (applications.length === 0) {
      const namespace = JSON.stringify(namespaceOf(argocd, app));
      throw new Error(`no Argo CD Applications found matching selector in namespace ${namespace}`);
    }
    for (const application of applications) {
      const key = `${application.metadata.namespace}/${application.metadata.name}`;
      const health = application.status?.health?.status;
      if (health) healthStatus[key] = health;
      const waitFor = app.waitFor?.length ? app.waitFor : byDefault;
      const reason = refusal(application, waitFor, before[key]);
      if (reason !== undefined) throw new TerminalError(reason, { status: "Errored", output: { healthStatus } });
      if (!(await isReady(argocd, application, waitFor))) ready = false;
    }
  }
  return { status: ready ? "Succeeded" : "Running", output: { healthStatus } };
}

/** Why waiting is of no use. */
function refusal(application: Application, waitFor: WaitFor, before: string | undefined): string | undefined {
  const conditions = (application.status?.conditions ?? []).filter(({ type }) => wrong.includes(type));
  if (conditions.length > 0) {
    return conditions
      .map(({ type, message }) => `${called(application)} has ${JSON.stringify(type)} condition: ${message}`)
      .join("\n");
  }
  if (waitFor.includes("operation") && operates(application)) return undefined;
  const regressed = before !== undefined && before !== "Degraded" && before !== "Unknown";
  if (!regressed || !waitFor.includes("health") || !isTrusted(application)) return undefined;
  return application.status?.health?.status === "Degraded"
    ? `${called(application)} health has regressed from ${before} to Degraded`
    : undefined;
}

async function isReady(argocd: ArgoCd, application: Application, waitFor: WaitFor): Promise<boolean> {
  const { metadata, status } = application;
  if (waitFor.includes("operation") && operates(application)) return false;
  if (waitFor.some((condition) => condition === "health" || condition === "suspended" || condition === "degraded")) {
    if (!isTrusted(application)) {
      await askForRefresh(argocd, metadata);
      return false;
    }
    const condition = fulfils[status?.health?.status ?? ""];
    if (!waitFor.some((wanted) => wanted === condition)) return false;
  }
  return !waitFor.includes("sync") || status?.sync?.status === "Synced";
}

function operates({ operation, status }: Application): boolean {
  if (operation !== undefined) return true;
  return status?.operationState !== undefined && status.operationState.finishedAt === undefined;
}

/** Right after an operation the health is still the one from before it, until Argo CD has looked again. */
function isTrusted({ status }: Application): boolean {
  const finished = status?.operationState?.finishedAt;
  if (finished === undefined) return true;
  return status?.reconciledAt !== undefined && Date.parse(status.reconciledAt) >= Date.parse(finished);
}

/** One that fails is tried again with the step itself. */
async function askForRefresh(argocd: ArgoCd, { namespace, name }: Application["metadata"]): Promise<void> {
  const patch = { metadata: { annotations: { "argocd.argoproj.io/refresh": "hard" } } };
  await argocd.patch(namespace, name, patch).catch(() => undefined);
}

function healthBefore({ sharedState, alias }: StepContext): Record<string, string> {
  const output = sharedState[alias];
  const statuses = isRecord(output) && isRecord(output["healthStatus"]) ? output["healthStatus"] : {};
  return Object.fromEntries(
    Object.entries(statuses).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function showAll({ alias, outside }: StepContext, apps: readonly Config["apps"][number][]): void {
  for (const app of apps) {
    const { name, namespace = "argocd", selector, waitFor = byDefault } = app;
    outside.shown({
      step: alias,
      uses: "argocd-wait",
      what: `wait for ${inWords(app)}: ${waitFor.join(", ")}`,
      details: { namespace, ...(selector === undefined ? { name } : { selector }), waitFor },
    });
  }
}
