import { expect, test } from "vitest";
import { createPromotion } from "../../../cli/promote/live-create.ts";
import { ApiFailure } from "../../../kube/api-failure.ts";
import type { Cluster } from "../../../kube/cluster.ts";

/** The servers' sentences are those that kube-apiserver 1.36 and Kargo 1.11.2 gave. */
test.each([
  [
    422,
    'Promotion.kargo.akuity.io "prod-x7k2p" is invalid: spec.steps: Required value',
    "no webhook of Kargo's answered on the cluster: it fills in a Promotion's steps, and without it the API server refuses one. Is kargo-webhooks-server running, and is there a MutatingWebhookConfiguration \"kargo\"?",
  ],
  [
    500,
    'Internal error occurred: failed calling webhook "promotion.kargo.akuity.io": connection refused',
    "Kargo's webhook can't be reached on the cluster: Internal error occurred: failed calling webhook \"promotion.kargo.akuity.io\": connection refused. Is kargo-webhooks-server running?",
  ],
  [
    500,
    'admission webhook "promotion.kargo.akuity.io" denied the request: Internal error occurred: Promotion.kargo.akuity.io "prod.01m7.acbc0e6" is forbidden: subject "nobody" is not permitted to create Promotions for Stage "prod"',
    'you may not promote into Stage prod on the cluster: admission webhook "promotion.kargo.akuity.io" denied the request: Internal error occurred: Promotion.kargo.akuity.io "prod.01m7.acbc0e6" is forbidden: subject "nobody" is not permitted to create Promotions for Stage "prod". Needed is the verb "promote" on stages.kargo.akuity.io "prod" in namespace shop; a person who has it can promote',
  ],
  [
    403,
    "ValidatingAdmissionPolicy 'freeze' with binding 'freeze' denied request: prod is frozen until Monday",
    "the cluster refused the Promotion: ValidatingAdmissionPolicy 'freeze' with binding 'freeze' denied request: prod is frozen until Monday",
  ],
  [
    422,
    'Promotion.kargo.akuity.io "prod.01m7" is invalid: spec.freight: Invalid value: "f": Freight is not available to this Stage',
    'Kargo refused the Promotion on the cluster: Promotion.kargo.akuity.io "prod.01m7" is invalid: spec.freight: Invalid value: "f": Freight is not available to this Stage',
  ],
  [403, 'promotions is forbidden: User "x" cannot create', "as it was"],
])("a refusal with %i is told in words: %s", async (status, serverMessage, expected) => {
  const cluster = {
    name: "the cluster",
    create: () => Promise.reject(new ApiFailure("as it was", status, serverMessage)),
  } as unknown as Cluster;
  const promotion = { project: "shop", stage: "prod", freight: "f", rollback: false };
  await expect(createPromotion(cluster, promotion)).rejects.toMatchObject({ message: expected });
});

test("a rollback and a reason are written on the Promotion, and nothing where there is neither", async () => {
  const annotationsOf = async (more: { rollback: boolean; reason?: string }) => {
    let sent: unknown;
    const create = (_kind: unknown, _namespace: string, object: { metadata: { annotations?: unknown } }) => {
      sent = object.metadata.annotations;
      return Promise.resolve(object);
    };
    await createPromotion({ create } as unknown as Cluster, { project: "shop", stage: "prod", freight: "f", ...more });
    return sent;
  };
  expect(await annotationsOf({ rollback: false })).toBeUndefined();
  expect(await annotationsOf({ rollback: true })).toEqual({ "kargo.akuity.io/rollback": "true" });
  expect(await annotationsOf({ rollback: false, reason: "the new one leaks" })).toEqual({
    "slipway.dev/reason": "the new one leaks",
  });
});
