import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { clusterArgs, leftAlone } from "./cluster-args.ts";
import { readSettings } from "./settings.ts";

/** A DOKS cluster. What it returns are the stack's outputs, which Slipway's platform stack reads. */
export function program() {
  const config = new pulumi.Config();
  const settings = readSettings((key) => config.get(key));
  const cluster = new digitalocean.KubernetesCluster("cluster", clusterArgs(settings), {
    ignoreChanges: leftAlone,
  });
  return {
    kubeconfig: pulumi.secret(cluster.kubeConfigs.apply(([first]) => first?.rawConfig ?? "")),
    /** A cluster that was made anew has another one. */
    clusterIdentifier: cluster.id,
  };
}

// biome-ignore lint/style/noDefaultExport: Pulumi calls it for the outputs
export default program;
