import { ApiFailure } from "../../kube/api-failure.ts";
import { type Cluster, kinds } from "../../kube/cluster.ts";
import { handKey } from "../../model/freeze/switch.ts";
import { UserError } from "../../model/problem.ts";
import type { Chosen } from "./chosen.ts";

/** By this name the API server knows who writes a switch's keys beside Pulumi. */
const fieldManager = "slipway-freeze";

/**
 * Writes one person's key of a switch, or takes it away, and leaves every other key alone.
 *
 * @param text undefined takes it away
 * @throws UserError when the switch was written meanwhile
 * @throws ApiFailure
 */
export async function turn(
  cluster: Cluster,
  project: string,
  { name, freezeSwitch }: Chosen,
  text: string | undefined,
): Promise<void> {
  const { metadata } = freezeSwitch;
  const { resourceVersion } = metadata;
  try {
    await cluster.merge(kinds.configMap, project, metadata.name, fieldManager, {
      // refused when somebody else has turned it since it was read
      metadata: { resourceVersion },
      data: { [handKey(name)]: text ?? null },
    });
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 409)
      throw new UserError(
        `${name}: its switch was written by somebody else in the same moment. Look with slipway status, and try again`,
      );
    throw error;
  }
}

/** The name under which the API server knows this person. */
export async function whoAmI(cluster: Cluster): Promise<string> {
  const review = await cluster.create<{ status?: { userInfo?: { username?: string } } }>(
    kinds.selfSubjectReview,
    undefined,
    { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
  );
  return review.status?.userInfo?.username ?? "unknown";
}
