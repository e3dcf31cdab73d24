import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { oidcConfig } from "../../model/platform/argocd-values.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { adminPassword } from "../platform/admin-password.ts";
import { platformNamespace } from "../platform/platform-namespace.ts";
import { platformRelease } from "../platform/platform-release.ts";
import { oidcClient } from "./oidc-client.ts";

export interface ArgoCdArgs {
  readonly platform: Platform;
  /** bcrypt hash of the admin's password, given by the user. Default: a password is generated. */
  readonly adminPasswordHash?: pulumi.Input<string>;
  /** Who logs in by a confidential client of the issuer's. Default: a public client with PKCE. */
  readonly oidcClientSecret?: pulumi.Input<string>;
}

/**
 * Argo CD by its chart, with a password for Redis of its own. Without an issuer the account `admin` has a generated
 * password that stays from run to run; with one there is no such account.
 *
 * ```ts
 * new ArgoCd("argocd", { platform }, { providers: [cluster] });
 * ```
 */
export class ArgoCd extends pulumi.ComponentResource {
  /** Of the account `admin`, a secret. Undefined when people log in by an issuer, or when its hash was given. */
  readonly adminPassword: pulumi.Output<string | undefined>;

  constructor(name: string, args: ArgoCdArgs, options?: pulumi.ComponentResourceOptions) {
    const { platform, adminPasswordHash, oidcClientSecret } = args;
    const { version, namespace: namespaceName } = platform.parts.argocd;
    super("slipway:argocd:ArgoCd", name, { version, namespace: namespaceName }, options);
    const child = { parent: this };
    const namespace = platformNamespace(namespaceName, child);
    const inNamespace = (secret: string) => ({ name: secret, namespace: namespace.metadata.name });

    // What redisSecretInit would make in a hook, where it can't race with who reads it.
    const redis = new random.RandomPassword(`${name}-redis`, { length: 32, special: false }, child);
    const redisSecret = new k8s.core.v1.Secret(
      `${name}-redis-secret`,
      { metadata: inNamespace("argocd-redis"), type: "Opaque", stringData: { auth: pulumi.secret(redis.result) } },
      child,
    );
    const admin = platform.oidc === undefined ? adminPassword(name, platform, adminPasswordHash, child) : undefined;
    const client = oidcClient(name, namespace.metadata.name, oidcClientSecret, child);
    const cm =
      platform.oidc === undefined || client.reference === undefined
        ? {}
        : { cm: { "oidc.config": oidcConfig(platform.oidc, platform.people.groupsClaim, client.reference) } };
    const secret =
      admin === undefined
        ? {}
        : { argocdServerAdminPassword: admin.hash, argocdServerAdminPasswordMtime: platform.passwordsSince };
    platformRelease(
      name,
      { part: "argocd", platform, namespace: namespace.metadata.name, secrets: { configs: { secret, ...cm } } },
      { ...child, dependsOn: [redisSecret, ...client.resources] },
    );
    this.adminPassword = pulumi.output(admin?.password);
    this.registerOutputs({ version });
  }
}
