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
 * The kubeconfig of a cluster that isn't there yet. A preview notes it and goes on without, since all stacks can be previewed
 * before any exists.
 *
 * @throws RunError outside of a preview
 */
export async function notThereYet(complaint: string): Promise<pulumi.Output<string>> {
  if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError(complaint);
  await pulumi.log.warn(complaint);
  return pulumi.secret(pulumi.output(pulumi.unknown as string));
}

/**
 * Opens a cluster by its stack's output; a preview doesn't know its kubeconfig while the stack or the output is missing.
 *
 * @throws RunError, one line with the command to run, when that stack doesn't exist; the run ends the same way when it has no
 *   such output
 */
export async function reachCluster(cluster: TargetCluster): Promise<ReachedCluster> {
  const { name, stack } = cluster;
  const kubeconfig = (await stackExists(stack))
    ? pulumi.secret(kubeconfigOf(cluster))
    : await notThereYet(
        `cluster ${name}: there is no stack ${stack}. Bring it up first, or mend stack in slipway:clusters: its full name is organization/project/stack`,
      );
  const provider = new k8s.Provider(`cluster-${name}`, {
    kubeconfig,
    clusterIdentifier: stack,
    enableConfigMapMutable: true,
    enableSecretMutable: true,
  });
  return { kubeconfig, provider };
}

function kubeconfigOf({ name, stack, output }: TargetCluster): pulumi.Output<string> {
  const { outputs } = new pulumi.StackReference(`cluster-${name}`, { name: stack });
  return outputs.apply((all: Readonly<Record<string, unknown>>) => {
    const value = all[output];
    if (typeof value === "string" && value !== "") return pulumi.output(value);
    if (typeof value === "object" && value !== null) return pulumi.output(JSON.stringify(value));
    return pulumi.output(
      notThereYet(
        `cluster ${name}: stack ${stack} has no output ${JSON.stringify(output)}; it has ${Object.keys(all).sort().join(", ") || "none"}. ` +
          "Export the cluster's kubeconfig there as a secret, or name its output in slipway:clusters",
      ),
    );
  });
}
