import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../../model/platform/platform.ts";
import { platformNamespace } from "../platform/platform-namespace.ts";
import { platformRelease } from "../platform/platform-release.ts";

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
    platformRelease(name, { part: "argoRollouts", platform, namespace: namespace.metadata.name }, { parent: this });
    this.registerOutputs({ version });
  }
}
