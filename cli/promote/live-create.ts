import { ApiFailure } from "../../kube/api-failure.ts";
import { type Cluster, kinds } from "../../kube/cluster.ts";
import { reasonAnnotation } from "../../model/keys.ts";
import { UserError } from "../../model/problem.ts";
import type { LivePromotion } from "../kargo/objects.ts";

export interface NewPromotion {
  readonly project: string;
  readonly stage: string;
  /** The object's name. */
  readonly freight: string;
  /** Told in Kargo's events. */
  readonly rollback: boolean;
  /** Why, for who looks later. Default: nothing is written down. */
  readonly reason?: string | undefined;
}

/**
 * Creates the Promotion. Kargo's webhook gives it its real name, its steps and its owner; nothing else may.
 *
 * @throws UserError
 */
export async function createPromotion(
  cluster: Cluster,
  { project, stage, freight, rollback, reason }: NewPromotion,
): Promise<LivePromotion> {
  const annotations = {
    ...(rollback && { "kargo.akuity.io/rollback": "true" }),
    ...(reason !== undefined && { [reasonAnnotation]: reason }),
  };
  try {
    return await cluster.create<LivePromotion>(kinds.promotion, project, {
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Promotion",
      metadata: {
        // the webhook overwrites it; the API server still wants one, and none that ends in a full stop
        generateName: `${stage}-`,
        namespace: project,
        ...(Object.keys(annotations).length > 0 && { annotations }),
      },
      spec: { stage, freight },
    });
  } catch (error) {
    const words = error instanceof ApiFailure ? refusal(error, cluster, project, stage) : undefined;
    throw words === undefined ? error : new UserError(words);
  }
}

/** Source: akuity/kargo v1.11.2, pkg/webhook/kubernetes/promotion/webhook.go; a refused `promote` comes as 500. */
function refusal(
  { status, serverMessage }: ApiFailure,
  cluster: Cluster,
  project: string,
  stage: string,
): string | undefined {
  if (/spec\.steps: (?:Required|Invalid) value/.test(serverMessage))
    return `no webhook of Kargo's answered on ${cluster.name}: it fills in a Promotion's steps, and without it the API server refuses one. Is kargo-webhooks-server running, and is there a MutatingWebhookConfiguration "kargo"?`;
  if (/failed calling webhook/.test(serverMessage))
    return `Kargo's webhook can't be reached on ${cluster.name}: ${serverMessage}. Is kargo-webhooks-server running?`;
  if (/is not permitted to create Promotions?/.test(serverMessage))
    return `you may not promote into Stage ${stage} on ${cluster.name}: ${serverMessage}. Needed is the verb "promote" on stages.kargo.akuity.io "${stage}" in namespace ${project}; a person who has it can promote`;
  // a guard of the cluster's, ours or somebody else's: its own words say why
  if (status === 403 && /denied (?:the )?request/.test(serverMessage))
    return `${cluster.name} refused the Promotion: ${serverMessage}`;
  if (status === 422 || status === 400 || status === 500)
    return `Kargo refused the Promotion on ${cluster.name}: ${serverMessage}`;
  return undefined;
}
