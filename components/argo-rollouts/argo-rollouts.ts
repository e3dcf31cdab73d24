import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../../model/platform/platform.ts";
import { platformNamespace } from "../platform/platform-namespace.ts";
import { platformRelease } from "../platform/platform-release.ts";
import { type ProviderCredentials, providerSecrets, restartWithKey } from "../verification/provider-secrets.ts";

export interface ArgoRolloutsArgs {
  readonly platform: Platform;
  /** What verifications of the whole platform log in by. Default: nothing. */
  readonly credentials?: ProviderCredentials;
}

/**
 * Argo Rollouts: its CRDs, which Kargo looks for once when it starts, and the controller that runs verifications.
 *
 * ```ts
 * new ArgoRollouts("argo-rollouts", { platform }, { providers: [cluster] });
 * ```
 */
export class ArgoRollouts extends pulumi.ComponentResource {
  constructor(
    name: string,
    { platform, credentials = {} }: ArgoRolloutsArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    const { version, namespace: namespaceName } = platform.parts.argoRollouts;
    super("slipway:argo-rollouts:ArgoRollouts", name, { version, namespace: namespaceName }, options);
    const namespace = platformNamespace(namespaceName, { parent: this });
    const own = { namespace: namespace.metadata.name };
    const before = providerSecrets(name, own.namespace, credentials, platform.verification, { parent: this });
    const args = { part: "argoRollouts", platform, ...own, secrets: restartWithKey(credentials) } as const;
    platformRelease(name, args, { parent: this, dependsOn: before });
    this.registerOutputs({ version });
  }
}
