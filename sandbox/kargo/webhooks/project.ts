import { projectNamespaceLabel } from "../../../model/keys.ts";
import type { PromotionStep } from "../../../promotion/promotion-step.ts";
import { type ClusterClient, ClusterError, type LiveObject } from "../../cluster/cluster-client.ts";
import { projectNamespace } from "../../kargo-project.ts";
import { nameMatches } from "../name-pattern.ts";
import type { PromotionPolicy } from "../policies.ts";
import { conflict, type FieldError, forbidden, invalid } from "./refusal.ts";
import type { AdmissionRequest } from "./review.ts";
import { stepFaults } from "./stage.ts";

/**
 * Makes a new Project's namespace before its API server stores the Project, so that what follows in a manifest finds it.
 * Source: kargo v1.11.2, pkg/webhook/kubernetes/project/webhook.go; the RoleBinding for Kargo's API server is left out,
 * since there is none.
 */
export async function judgeProject(
  { object, operation, dryRun }: AdmissionRequest,
  client: ClusterClient,
): Promise<void> {
  if (operation !== "CREATE" || dryRun) return;
  const { name } = object.metadata;
  const found = await client.get(`/api/v1/namespaces/${name}`);
  const refuse = (why: string) =>
    conflict("projects", name, `failed to initialize Project "${name}" because namespace "${name}" ${why}`);
  if (found && found.metadata.labels?.[projectNamespaceLabel] !== "true") {
    throw refuse("already exists and is not labeled as a Project namespace");
  }
  if (found?.metadata.deletionTimestamp) {
    throw refuse("is still being terminated; please try again after the namespace has been fully deleted");
  }
  if (found) return;
  await client.create("/api/v1/namespaces", projectNamespace(name)).catch((error) => {
    if (!(error instanceof ClusterError && error.status === 409)) throw error;
  });
}

/** Source: kargo v1.11.2, pkg/webhook/kubernetes/projectconfig/webhook.go; webhook receivers aren't judged, since nobody receives. */
export async function judgeProjectConfig(
  { object, operation, dryRun }: AdmissionRequest,
  client: ClusterClient,
): Promise<void> {
  const { name, namespace = "" } = object.metadata;
  const { promotionPolicies = [] } = (object["spec"] ?? {}) as { promotionPolicies?: readonly PromotionPolicy[] };
  const faults = policyFaults(promotionPolicies);
  if (operation === "CREATE" && name !== namespace) {
    faults.unshift({
      path: "metadata.name",
      value: name,
      detail: `name "${name}" must match project name "${namespace}"`,
    });
  }
  if (faults.length > 0) throw invalid("ProjectConfig", name, faults);
  if (operation !== "CREATE" || dryRun) return;
  const found = await client.get(`/api/v1/namespaces/${namespace}`);
  if (found?.metadata.labels?.[projectNamespaceLabel] === "true") return;
  const why = `namespace "${namespace}" does not belong to Kargo project (missing "${projectNamespaceLabel}" label)`;
  throw forbidden("projectconfigs", name, why);
}

function policyFaults(policies: readonly PromotionPolicy[]): FieldError[] {
  const places = new Map<string, number>();
  return policies.flatMap((policy, index) => {
    const path = `spec.promotionPolicies[${index}]`;
    const stage = (policy.stageSelector ? policy.stageSelector.name : policy.stage) ?? "";
    if (stage === "") return [];
    if (stage.includes(":")) return patternFaults(`${path}.stageSelector.name`, stage);
    const first = places.get(stage);
    if (first === undefined) places.set(stage, index);
    const detail = `stage name already defined at spec.promotionPolicies[${first}]`;
    return first === undefined ? [] : [{ path, value: stage, detail }];
  });
}

function patternFaults(path: string, value: string): FieldError[] {
  const [kind = ""] = value.split(":");
  if (!["glob", "regex", "regexp"].includes(kind)) {
    return [{ path, value, detail: `invalid pattern identifier "${kind}": must be "regex", "regexp" or "glob"` }];
  }
  try {
    nameMatches(value, "");
    return [];
  } catch (error) {
    return [{ path, value, detail: (error as Error).message }];
  }
}

/** Source: kargo v1.11.2, pkg/webhook/kubernetes/{promotiontask,clusterpromotiontask}/webhook.go. */
export async function judgeTask({ object }: AdmissionRequest<LiveObject>): Promise<void> {
  const { steps = [] } = (object["spec"] ?? {}) as { steps?: readonly PromotionStep[] };
  const faults = stepFaults("spec.steps", steps);
  if (faults.length > 0) throw invalid(object.kind, object.metadata.name, faults);
}
