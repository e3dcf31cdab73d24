import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { program } from "./index.ts";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const admin = "arn:aws:iam::123456789012:role/platform-admin";

test("makes a cluster and its nodes, and keeps its kubeconfig secret", async () => {
  const registered: Registered[] = [];
  const made = { arn: "arn:aws:eks:eu-central-1:123456789012:cluster/slipway", createdAt: "2026-11-21T22:00:00Z" };
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, name, inputs });
        const outputs = { kubeconfigJson: '{"canary": "kubeconfig"}', eksCluster: made };
        return {
          id: `${name}-id`,
          state: { ...inputs, name: `${name}-made`, ...(type === "eks:index:Cluster" && outputs) },
        };
      },
      call: ({ token }) => {
        throw new Error(`no mock of ${token}`);
      },
    },
    "clusters-eks",
    "prod",
  );
  pulumi.runtime.setAllConfig({
    "clusters-eks:version": "1.35",
    "clusters-eks:vpcId": "vpc-0123456789abcdef0",
    "clusters-eks:privateSubnetIds": '["subnet-0000000000000000a", "subnet-0000000000000000b"]',
    "clusters-eks:adminArns": JSON.stringify([admin]),
  });
  const { kubeconfig, clusterIdentifier } = program();
  const [text, id] = await new Promise<[string, string]>((resolve) => {
    pulumi.all([kubeconfig, clusterIdentifier]).apply(resolve);
  });
  assert.deepEqual([text, id], ['{"canary": "kubeconfig"}', `${made.arn}@${made.createdAt}`]);
  // Left out of the SDK's declarations; without it a resource may still be on its way.
  await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
  assert.deepEqual([await pulumi.isSecret(kubeconfig), await pulumi.isSecret(clusterIdentifier)], [true, false]);
  const inputs = (name: string) => registered.find((each) => each.name === name)?.inputs;
  assert.deepEqual(registered.map(({ type, name }) => `${type} ${name}`).sort(), [
    "aws:iam/role:Role nodes",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment AmazonEC2ContainerRegistryReadOnly",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment AmazonEKSWorkerNodePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment AmazonEKS_CNI_Policy",
    "eks:index:Cluster cluster",
    "eks:index:ManagedNodeGroup platform",
  ]);
  const { instanceRoles, ...cluster } = inputs("cluster") ?? {};
  assert.equal((instanceRoles as unknown[]).length, 1);
  assert.deepEqual(cluster, {
    name: "slipway",
    version: "1.35",
    vpcId: "vpc-0123456789abcdef0",
    privateSubnetIds: ["subnet-0000000000000000a", "subnet-0000000000000000b"],
    endpointPrivateAccess: true,
    endpointPublicAccess: false,
    authenticationMode: "API",
    accessEntries: {
      "123456789012-role-platform-admin": {
        principalArn: admin,
        accessPolicies: {
          admin: {
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            accessScope: { type: "cluster" },
          },
        },
      },
    },
    enabledClusterLogTypes: ["api", "audit", "authenticator"],
    createOidcProvider: true,
    skipDefaultNodeGroup: true,
    tags: { "managed-by": "slipway" },
  });
  const { cluster: _cluster, nodeRole: _role, ...nodes } = inputs("platform") ?? {};
  assert.deepEqual(nodes, {
    instanceTypes: ["m7i.large"],
    subnetIds: ["subnet-0000000000000000a", "subnet-0000000000000000b"],
    scalingConfig: { minSize: 2, maxSize: 4, desiredSize: 2 },
    ignoreScalingChanges: true,
    enableIMDSv2: true,
    diskSize: 50,
    tags: { "managed-by": "slipway" },
  });
});
