import type { ClusterClient } from "../../cluster/cluster-client.ts";
import type { PromotionObject } from "../objects.ts";
import { externalWebhooksServer } from "./identity.ts";
import { forbidden } from "./refusal.ts";
import type { AdmissionRequest } from "./review.ts";

/**
 * Asks the API server whether who asks may `promote` to the Stage.
 * Source: kargo v1.11.2, webhook.authorize in pkg/webhook/kubernetes/promotion/webhook.go.
 *
 * @throws Refusal when not
 */
export async function authorizePromotion(
  { userInfo }: AdmissionRequest,
  promotion: PromotionObject,
  action: "create" | "update" | "delete",
  client: ClusterClient,
): Promise<void> {
  if (userInfo.username === externalWebhooksServer) return;
  const { name, namespace } = promotion.metadata;
  const { stage } = promotion.spec;
  const review = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: {
      user: userInfo.username,
      groups: userInfo.groups,
      resourceAttributes: { group: "kargo.akuity.io", resource: "stages", name: stage, verb: "promote", namespace },
    },
  };
  const refuse = (why: string) => forbidden("promotions", name, why);
  const answer = await client.create("/apis/authorization.k8s.io/v1/subjectaccessreviews", review).catch((error) => {
    console.error(String(error));
    throw refuse(`error creating SubjectAccessReview; refusing to ${action} Promotion`);
  });
  if ((answer as unknown as { status?: { allowed?: boolean } }).status?.allowed) return;
  throw refuse(`subject "${userInfo.username}" is not permitted to ${action} Promotions for Stage "${stage}"`);
}
