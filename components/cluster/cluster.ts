import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** What a platform needs to know of its cluster, whoever made it. */
export interface PlatformCluster {
  readonly provider: k8s.Provider;
  /** A secret; undefined when the user's own kubeconfig and a context in it lead there. */
  readonly kubeconfig: pulumi.Output<string> | undefined;
  /** For people: what kubectl's `--context` takes, or where the cluster came from. */
  readonly contextName: string;
  /** When it goes, everything in it is gone: nothing needs deleting one by one. Undefined: the cluster stays. */
  readonly deletedWith: pulumi.Resource | undefined;
}
