import { CertManager } from "@pulumi/kubernetes-cert-manager";
import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../../model/platform/platform.ts";
import { platformNamespace } from "../platform/platform-namespace.ts";
import { releaseOptions } from "../platform/release-options.ts";

export interface PlatformCertManagerArgs {
  readonly platform: Platform;
}

/**
 * cert-manager, by Pulumi's own component for it. Ready when its chart's startup check saw its webhook answer, so that a
 * Certificate that is made next isn't refused.
 *
 * ```ts
 * new PlatformCertManager("cert-manager", { platform }, { providers: [cluster] });
 * ```
 */
export class PlatformCertManager extends pulumi.ComponentResource {
  constructor(name: string, { platform }: PlatformCertManagerArgs, options?: pulumi.ComponentResourceOptions) {
    const { version, namespace: namespaceName } = platform.parts.certManager;
    super("slipway:cert-manager:PlatformCertManager", name, { version, namespace: namespaceName }, options);
    const namespace = platformNamespace(namespaceName, { parent: this });
    const helmOptions = releaseOptions("certManager", platform, namespace.metadata.name);
    new CertManager(`${name}-release`, { helmOptions }, { parent: this, dependsOn: [namespace] });
    this.registerOutputs({ version });
  }
}
