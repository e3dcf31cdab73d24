import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { program } from "./index.ts";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: unknown;
}

test("makes one cluster, and keeps its kubeconfig secret", async () => {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, name, inputs });
        return { id: "0f1e-uuid", state: { ...inputs, kubeConfigs: [{ rawConfig: "canary-kubeconfig" }] } };
      },
      call: ({ token }) => {
        throw new Error(`no mock of ${token}`);
      },
    },
    "clusters-doks",
    "prod",
  );
  pulumi.runtime.setAllConfig({
    "clusters-doks:region": "fra1",
    "clusters-doks:version": "1.35.1-do.2",
    "clusters-doks:allowedAddresses": '["203.0.113.7/32"]',
  });
  const { kubeconfig, clusterIdentifier } = program();
  const [text, id] = await new Promise<[string, string]>((resolve) => {
    pulumi.all([kubeconfig, clusterIdentifier]).apply(resolve);
  });
  assert.deepEqual([text, id], ["canary-kubeconfig", "0f1e-uuid"]);
  // Left out of the SDK's declarations; without it a resource may still be on its way.
  await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
  assert.deepEqual([await pulumi.isSecret(kubeconfig), await pulumi.isSecret(clusterIdentifier)], [true, false]);
  assert.deepEqual(registered, [
    {
      type: "digitalocean:index/kubernetesCluster:KubernetesCluster",
      name: "cluster",
      inputs: {
        name: "slipway",
        region: "fra1",
        version: "1.35.1-do.2",
        ha: true,
        autoUpgrade: true,
        surgeUpgrade: true,
        maintenancePolicy: { day: "sunday", startTime: "03:00" },
        destroyAllAssociatedResources: true,
        controlPlaneFirewall: { enabled: true, allowedAddresses: ["203.0.113.7/32"] },
        nodePool: { name: "platform", size: "s-4vcpu-8gb", autoScale: true, minNodes: 2, maxNodes: 4 },
        tags: ["slipway"],
      },
    },
  ]);
});
