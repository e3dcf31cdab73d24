import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { withConditions } from "../conditions.ts";
import type { Condition, Health, StageObject, StageStatus } from "../objects.ts";
import { argoPath } from "../paths.ts";
import { type ApplicationObject, applicationHealth, sanitized, worse } from "./argocd-health.ts";

interface CheckedApp {
  readonly name: string;
  readonly namespace?: string;
  readonly desiredRevisions?: readonly string[];
}

/**
 * A Stage's health: what its last Promotion asked to be watched. Without a Promotion there is none, and while one runs or
 * after one that failed it is unknown. Source: kargo v1.11.2, assessHealth in pkg/controller/stages/regular_stages.go.
 */
export async function assessHealth(client: ClusterClient, stage: StageObject, now: Date): Promise<StageStatus> {
  const status = stage.status ?? {};
  const assessed = (health: Health | undefined, condition: Omit<Condition, "type">): StageStatus =>
    ({
      ...status,
      health,
      conditions: withConditions(
        status.conditions,
        [{ type: "Healthy", observedGeneration: stage.metadata.generation ?? 0, ...condition }],
        now,
      ),
    }) as StageStatus;
  const unknown = (reason: string, message: string, issue: string) =>
    assessed({ status: "Unknown", issues: [issue] }, { status: "Unknown", reason, message });
  if (status.currentPromotion) {
    const issue = "Cannot assess health because a Promotion is currently in progress";
    return unknown("ActivePromotion", "Stage has a Promotion in progress", issue);
  }
  const last = status.lastPromotion;
  if (!last)
    return assessed(undefined, { status: "Unknown", reason: "NoFreight", message: "Stage has no current Freight" });
  if (last.status?.phase !== "Succeeded") {
    const message = "Cannot assess health because last Promotion did not succeed";
    return unknown(`LastPromotion${last.status?.phase}`, message, message);
  }
  const checks = last.status.healthChecks ?? [];
  const health = await checked(client, checks);
  const count = `${checks.length} health checks`;
  const issues = health.issues?.length ?? 0;
  const conditions: Partial<Record<Health["status"], Omit<Condition, "type">>> = {
    Healthy: { status: "True", reason: "Healthy", message: `Stage is healthy (performed ${count})` },
    Unhealthy: { status: "False", reason: "Unhealthy", message: `Stage is unhealthy (${issues} issues in ${count})` },
  };
  return assessed(health, conditions[health.status] ?? { status: "Unknown", reason: health.status, message: "" });
}

async function checked(client: ClusterClient, checks: readonly { uses: string; config?: unknown }[]): Promise<Health> {
  let status: Health["status"] = "Healthy";
  const issues: string[] = [];
  const output: object[] = [];
  for (const { uses, config } of checks) {
    if (uses !== "argocd-update") {
      status = worse(status, "Unknown");
      issues.push(`no health checker registered for health check kind "${uses}"`);
      continue;
    }
    const applicationStatuses: object[] = [];
    for (const app of (config as { apps?: readonly CheckedApp[] } | undefined)?.apps ?? []) {
      const { name, namespace = "argocd", desiredRevisions = [] } = app;
      const path = argoPath(namespace, "applications", name);
      const found = await client.get<ApplicationObject>(path);
      const result = applicationHealth({ namespace, name }, found, desiredRevisions);
      if (result.stale) await askToLook(client, path);
      status = worse(status, result.state);
      issues.push(...result.issues);
      applicationStatuses.push({ Namespace: namespace, Name: name, ...(found && sanitized(found)) });
    }
    output.push({ applicationStatuses });
  }
  return { status, ...(issues.length > 0 && { issues }), ...(output.length > 0 && { output }) };
}

/** A hard refresh: after a normal one Argo CD writes nothing when nothing else changed. */
async function askToLook(client: ClusterClient, path: string): Promise<void> {
  await client
    .merge(path, { metadata: { annotations: { "argocd.argoproj.io/refresh": "hard" } } })
    .catch((error) => console.error(String(error)));
}
