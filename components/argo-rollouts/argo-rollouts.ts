import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../../model/platform/platform.ts";
import { platformNamespace } from "../platform/platform-namespace.ts";
import { releaseOptions } from "../platform/release-options.ts";

export interface ArgoRolloutsArgs {
  readonly platform: Platform;
}

/**
 * Argo Rollouts: its CRDs, which Kargo looks for once when it starts, and the controller that runs verifications.
 *
 * ```ts
 * new ArgoRollouts("argo-rollouts", { platform }, { providers: [cluster] });
 * ```
 */
export class ArgoRollouts extends pulumi.ComponentResource {
  constructor(name: string, { platform }: ArgoRolloutsArgs, options?: pulumi.ComponentResourceOptions) {
    const { version, namespace: namespaceName } = platform.parts.argoRollouts;
    super("slipway:argo-rollouts:ArgoRollouts", name, { version, namespace: namespaceName }, options);
    const namespace = platformNamespace(namespaceName, { parent: this });
    new k8s.helm.v3.Release(
      `${name}-release`,
      releaseOptions("argoRollouts", platform, namespace.metadata.name) as k8s.helm.v3.ReleaseArgs,
      { parent: this },
    );
    this.registerOutputs({ version });
  }
}
