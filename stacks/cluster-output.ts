import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { TargetCluster } from "../model/platform/target-clusters.ts";
import { stackExists } from "./delivery-digest.ts";

/** A cluster beside the stack's own, reached by what the stack that made it says. */
export interface ReachedCluster {
  /** A secret. */
  readonly kubeconfig: pulumi.Output<string>;
  readonly provider: k8s.Provider;
}

/**
 * Opens a cluster by its stack's output.
 *
 * @throws RunError, one line with the command to run, when that stack doesn't exist; the run ends the same way when it has no
 *   such output
 */
export async function reachCluster({ name, stack, output }: TargetCluster): Promise<ReachedCluster> {
  if (!(await stackExists(stack)))
    throw new pulumi.RunError(
      `cluster ${name}: there is no stack ${stack}. Bring it up first, or mend stack in slipway:clusters: its full name is organization/project/stack`,
    );
  const outputs = new pulumi.StackReference(`cluster-${name}`, { name: stack }).outputs;
  const kubeconfig = pulumi.secret(
    outputs.apply((all: Readonly<Record<string, unknown>>) => {
      const value = all[output];
      if (typeof value === "string" && value !== "") return value;
      if (typeof value === "object" && value !== null) return JSON.stringify(value);
      throw new pulumi.RunError(
        `cluster ${name}: stack ${stack} has no output ${JSON.stringify(output)}; it has ${Object.keys(all).sort().join(", ") || "none"}. ` +
          "Export the cluster's kubeconfig there as a secret, or name its output in slipway:clusters",
      );
    }),
  );
  const provider = new k8s.Provider(`cluster-${name}`, {
    kubeconfig,
    clusterIdentifier: stack,
    enableConfigMapMutable: true,
    enableSecretMutable: true,
  });
  return { kubeconfig, provider };
}
