import * as k8s from "@pulumi/kubernetes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { patience } from "../../../components/patience.ts";
import {
  destroyAll,
  hasPipelineCluster,
  type PipelineCluster,
  resourcesOf,
  stackRun,
  startPipelineCluster,
} from "../../engine/pipeline-cluster.ts";
import { until } from "../../support/kargo-server.ts";
import { startWebhookServer, type WebhookServer } from "../../support/webhook-server.ts";

/** A real API server asks a webhook of the test's about Projects, as it asks Kargo's; no Kargo runs. */
describe.skipIf(!hasPipelineCluster())("Kargo's webhooks, right after its installation", () => {
  let cluster: PipelineCluster;
  let webhook: WebhookServer;
  let perTry = 1;
  beforeAll(async () => {
    [cluster, webhook] = await Promise.all([startPipelineCluster(), startWebhookServer()]);
    const rules = [
      { apiGroups: ["kargo.akuity.io"], apiVersions: ["*"], resources: ["projects"], operations: ["CREATE", "UPDATE"] },
    ];
    const configRules = rules.map((rule) => ({ ...rule, resources: ["projectconfigs"], operations: ["UPDATE"] }));
    const { url, caBundle } = webhook;
    const configuration = {
      metadata: { name: "kargo" },
      webhooks: [
        {
          ...{ name: "project.kargo.akuity.io", clientConfig: { url, caBundle }, rules, failurePolicy: "Fail" },
          ...{ sideEffects: "None", admissionReviewVersions: ["v1"], timeoutSeconds: 5 },
        },
        {
          ...{ name: "projectconfig.kargo.akuity.io", clientConfig: { url, caBundle }, rules: configRules },
          ...{ failurePolicy: "Fail", sideEffects: "None", admissionReviewVersions: ["v1"], timeoutSeconds: 5 },
        },
      ],
    };
    webhook.refuse = true;
    const path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    expect((await cluster.ask("POST", path, configuration)).code).toBe(201);
    // The API server asks a webhook a second or so after it knows of it.
    const probe = { apiVersion: "kargo.akuity.io/v1alpha1", kind: "Project", metadata: { name: "probe" } };
    for (let code = 201; code !== 500; )
      code = (await cluster.ask("POST", "/apis/kargo.akuity.io/v1alpha1/projects?dryRun=All", probe)).code;
  });
  afterAll(async () => {
    await webhook?.close();
    await cluster?.stop();
  });

  test("that never answer end the run in bounded tries, with what was waited for", async () => {
    webhook.refuse = true;
    const before = webhook.asked;
    const program = async () => {
      const { kubeconfig } = cluster;
      const provider = new k8s.Provider("cluster", { kubeconfig, clusterIdentifier: "test" });
      const project = { apiVersion: "kargo.akuity.io/v1alpha1", kind: "Project", metadata: { name: "never" } };
      const options = patience("never", { tries: 3, longestPause: 100 });
      new k8s.apiextensions.CustomResource("never", project, { provider, ...options });
    };
    const up = cluster.engine("never").up({ name: "never", config: {}, program });
    await expect(up).rejects.toThrow(
      /waited for the admission webhook project\.kargo\.akuity\.io in 3 tries: .+\. See what serves it\. Nothing is half done: afterwards the same run goes on from here\./,
    );
    perTry = Math.round((webhook.asked - before) / 3);
  });

  test("that answer after a while are waited for by the delivery stack's first object, and guards hold without them (F13)", async () => {
    const engine = cluster.engine("later");
    // Each try is one question or more: the API server may ask again by itself.
    webhook.refuse = 2 * perTry;
    const { changes, messages } = await engine.up(stackRun(cluster, "delivery"));
    expect(changes).toMatchObject({ create: resourcesOf("delivery") });
    expect(messages.join("\n")).toContain("retrying create due to on-error hook request (1/100)");
    // With the webhooks away again, guards still say no, and what they let through is told by the webhook's name.
    webhook.refuse = true;
    for (const [plural, more] of Object.entries(editor)) {
      const path = `/apis/rbac.authorization.k8s.io/v1/${plural}`;
      expect((await cluster.ask("POST", path, { metadata: { name: "editor" }, ...more })).code).toBe(201);
    }
    const config = "/apis/kargo.akuity.io/v1alpha1/namespaces/goserver/projectconfigs/goserver";
    const answer = async (value: boolean) => {
      const patch = [{ op: "replace", path: "/spec/promotionPolicies/2/autoPromotionEnabled", value }];
      return String((await cluster.as("jane")("PATCH", config, patch, "application/json-patch+json")).body.message);
    };
    await until("the guard", async () => (await answer(true)).includes("G07: "));
    expect(await answer(false)).toContain('failed calling webhook "projectconfig.kargo.akuity.io"');
    webhook.refuse = false;
    // No program runs, and nobody misses its hooks.
    await destroyAll(engine, stackRun(cluster, "delivery"));
  });
});

/** Who may edit Kargo's objects, and not the guards. */
const editor = {
  clusterroles: { rules: [{ apiGroups: ["kargo.akuity.io"], resources: ["*"], verbs: ["*"] }] },
  clusterrolebindings: {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "editor" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "jane" }],
  },
};
