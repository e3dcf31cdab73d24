import { CertManager } from "@pulumi/kubernetes-cert-manager";
import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../../model/platform/platform.ts";
import { platformNamespace } from "../platform/platform-namespace.ts";
import { type ReleaseOptions, releaseOptions } from "../platform/release-options.ts";

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
    const transforms = [releaseOf(helmOptions)];
    new CertManager(`${name}-release`, { helmOptions }, { parent: this, dependsOn: [namespace], transforms });
    this.registerOutputs({ version });
  }
}

/**
 * Gives the component's Release back what it was asked to install. The component (0.2.0) has inputs of its own for most of
 * the chart's values, lays them over `helmOptions.values` even where they are unset, and has a repository for charts that
 * need none: replicas, requests, images of a mirror and a chart out of a folder would all be lost.
 *
 * Source: InitDefaults in pulumi-go-helmbase v0.2.0 (base.go).
 */
function releaseOf(options: ReleaseOptions): pulumi.ResourceTransform {
  return ({ type, opts }) => (type === "kubernetes:helm.sh/v3:Release" ? { props: { ...options }, opts } : undefined);
}
