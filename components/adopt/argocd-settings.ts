import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../../model/platform/platform.ts";
import { settingsManager, takenOverSettings } from "../../model/platform/take-over-settings.ts";
import { oidcClient } from "../argocd/oidc-client.ts";

export interface ArgocdSettingsArgs {
  readonly platform: Platform;
  /** Who logs in by a confidential client of the issuer's. Default: a public client with PKCE. */
  readonly oidcClientSecret?: pulumi.Input<string>;
}

/**
 * The settings of an Argo CD that somebody else installed, key by key, by server-side apply: every other key of its
 * ConfigMaps stays theirs, no Pod restarts, and a destroy gives the keys back.
 *
 * ```ts
 * new ArgocdSettings("argocd-settings", { platform }, { providers: [cluster] });
 * ```
 */
export class ArgocdSettings extends pulumi.ComponentResource {
  constructor(name: string, args: ArgocdSettingsArgs, options?: pulumi.ComponentResourceOptions) {
    const { platform, oidcClientSecret } = args;
    const { namespace, takeOver } = platform.parts.argocd;
    super("slipway:adopt:ArgocdSettings", name, { namespace }, options);
    const child = { parent: this };
    const client = oidcClient(name, namespace, oidcClientSecret, child);
    for (const [map, data] of Object.entries(takenOverSettings(platform, client.reference))) {
      const forced = takeOver?.force?.some((key) => key.startsWith(`${map}/`)) === true;
      const annotations = {
        "pulumi.com/patchFieldManager": settingsManager,
        ...(forced && { "pulumi.com/patchForce": "true" }),
      };
      new k8s.core.v1.ConfigMapPatch(
        `${name}-${map}`,
        { metadata: { name: map, namespace, annotations }, data },
        { ...child, dependsOn: [...client.resources] },
      );
    }
    this.registerOutputs();
  }
}
