import type { Settings } from "./settings.ts";

/** The policy of AWS's that gives an access entry everything in the cluster. */
const adminPolicy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

/** What EKS is asked for; `tsc` holds it to the provider's types where it is used. */
export function clusterArgs(settings: Settings) {
  const { name, version, vpcId, privateSubnetIds, adminArns, publicAccessCidrs } = settings;
  return {
    name,
    version,
    vpcId,
    privateSubnetIds: [...privateSubnetIds],
    endpointPrivateAccess: true,
    endpointPublicAccess: publicAccessCidrs.length > 0,
    ...(publicAccessCidrs.length > 0 && { publicAccessCidrs: [...publicAccessCidrs] }),
    // By access entries alone: a ConfigMap in the cluster that says who is admin can be lost, or written by whoever gets in.
    authenticationMode: "API" as const,
    accessEntries: Object.fromEntries(
      adminArns.map((principalArn) => [
        principalArn
          .split(":")
          .slice(4)
          .join("-")
          .replaceAll(/[^A-Za-z0-9-]/g, "-"),
        {
          principalArn,
          accessPolicies: { admin: { policyArn: adminPolicy, accessScope: { type: "cluster" as const } } },
        },
      ]),
    ),
    enabledClusterLogTypes: ["api", "audit", "authenticator"],
    // Roles for ServiceAccounts, instead of keys in Secrets.
    createOidcProvider: true,
    // The nodes are the managed group's.
    skipDefaultNodeGroup: true,
    tags: { "managed-by": "slipway" },
  };
}

/** The nodes: EKS replaces them one by one when their version changes. */
export function nodeGroupArgs({ instanceType, nodes, privateSubnetIds }: Settings) {
  const [minSize, maxSize] = nodes;
  return {
    instanceTypes: [instanceType],
    // Private ones: nodes have no address of their own on the Internet.
    subnetIds: [...privateSubnetIds],
    scalingConfig: { minSize, maxSize, desiredSize: minSize },
    // How many there are now is an autoscaler's.
    ignoreScalingChanges: true,
    // A Pod that gets to the node's metadata gets no credential of the node's by a forged request.
    enableIMDSv2: true,
    diskSize: 50,
    tags: { "managed-by": "slipway" },
  };
}

/** Policies that AWS asks a node's role to have. */
export const nodePolicies = ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"];

/** Who may take a node's role: EC2, for its machines. */
export const nodeTrust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
