import { createHash } from "node:crypto";
import { local } from "@pulumi/command";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KindChoice } from "../../model/platform/kind.ts";
import { kindShell, readKind } from "../../model/platform/kind-commands.ts";
import { kindConfig, registryHosts } from "../../model/platform/kind-config.ts";
import type { PlatformCluster } from "./cluster.ts";

export interface KindClusterArgs {
  readonly choice: KindChoice;
  /** What has to hold of the cluster before anything is registered in it. Default: nothing. */
  readonly gate?: (kubeconfig: pulumi.Output<string>) => pulumi.Output<string>;
}

/**
 * A kind cluster on this machine, by the `kind` CLI and whatever container engine it finds. One of that name that is there
 * already is used as it is. A changed config or name is refused: kind can't change a cluster, and another one would have
 * nothing of what this stack and the others have in it.
 *
 * ```ts
 * const { provider } = new KindCluster("cluster", { choice: platform.cluster });
 * ```
 */
export class KindCluster extends pulumi.ComponentResource implements PlatformCluster {
  readonly provider: k8s.Provider;
  readonly kubeconfig: pulumi.Output<string>;
  readonly contextName: string;
  readonly deletedWith: pulumi.Resource;
  /** Another one for every cluster that is made. */
  readonly made: pulumi.Output<string>;

  constructor(
    name: string,
    { choice, gate = (kubeconfig) => kubeconfig }: KindClusterArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("slipway:cluster:KindCluster", name, { cluster: choice.name }, options);
    const child = { parent: this };
    const config = kindConfig(choice);
    const digest = createHash("sha256").update(config).digest("hex");
    // Names come by the environment: nothing of a user's stands in a command line.
    const environment = { CLUSTER: choice.name };
    const created = new local.Command(
      `${name}-kind`,
      {
        interpreter: [...kindShell],
        create: "create",
        update: "change",
        delete: "delete",
        stdin: config,
        environment: { ...environment, CONFIG_DIGEST: digest, HOSTS: choice.local ? registryHosts : "" },
      },
      // Name and ports can belong to one cluster only, so the old one goes first. States of before have triggers, by which it would.
      { ...child, deleteBeforeReplace: true, ignoreChanges: ["triggers"] },
    );
    const read = new local.Command(
      `${name}-kubeconfig`,
      {
        create: readKind,
        environment,
        triggers: [created.id],
        // What a command prints lands in the log as well, and this is a key to the cluster.
        logging: "none",
      },
      { ...child, additionalSecretOutputs: ["stdout"], dependsOn: [created] },
    );
    this.kubeconfig = pulumi.secret(read.stdout);
    this.provider = new k8s.Provider(
      `${name}-provider`,
      // New certificates of the same cluster change the provider in place; another cluster is another provider.
      {
        kubeconfig: gate(this.kubeconfig),
        clusterIdentifier: pulumi.interpolate`${choice.name}-${created.id}`,
        enableSecretMutable: true,
      },
      child,
    );
    this.contextName = `kind-${choice.name}`;
    this.deletedWith = created;
    this.made = created.id;
    this.registerOutputs({ contextName: this.contextName });
  }
}
