import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { clusterArgs, nodeGroupArgs, nodePolicies, nodeTrust } from "./cluster-args.ts";
import { readSettings } from "./settings.ts";

/** An EKS cluster in a VPC of yours. What it returns are the stack's outputs, which Slipway's platform stack reads. */
export function program() {
  const config = new pulumi.Config();
  const settings = readSettings((key) => config.get(key));
  const role = new aws.iam.Role("nodes", { assumeRolePolicy: JSON.stringify(nodeTrust) });
  const attached = nodePolicies.map(
    (policy) =>
      new aws.iam.RolePolicyAttachment(policy, { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` }),
  );
  const cluster = new eks.Cluster("cluster", { ...clusterArgs(settings), instanceRoles: [role] });
  new eks.ManagedNodeGroup(
    "platform",
    { ...nodeGroupArgs(settings), cluster, nodeRole: role },
    // A node without these rights never gets ready.
    { dependsOn: attached },
  );
  return {
    // Its user is `aws eks get-token`, so it holds no credential; who reads it still learns where the API server is.
    kubeconfig: pulumi.secret(cluster.kubeconfigJson),
    /** A cluster that was made anew under the same name has another one. */
    clusterIdentifier: cluster.eksCluster.apply(({ arn, createdAt }) => pulumi.interpolate`${arn}@${createdAt}`),
  };
}

// biome-ignore lint/style/noDefaultExport: Pulumi calls it for the outputs
export default program;
