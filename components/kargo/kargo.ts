import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { kargoApiSecret, kargoPodSecurity } from "../../model/platform/kargo-values.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { adminPassword } from "../platform/admin-password.ts";
import { platformNamespace } from "../platform/platform-namespace.ts";
import { platformRelease } from "../platform/platform-release.ts";

export interface KargoArgs {
  readonly platform: Platform;
  /** bcrypt hash of the admin's password, given by the user. Default: a password is generated. */
  readonly adminPasswordHash?: pulumi.Input<string>;
}

/**
 * Kargo by its chart. To be registered after cert-manager, which signs its webhooks' certificate, and after Argo CD and
 * Argo Rollouts, whose CRDs its controllers look for once, when they start.
 *
 * ```ts
 * new Kargo("kargo", { platform }, { providers: [cluster], dependsOn: [certManager, argocd, rollouts] });
 * ```
 */
export class Kargo extends pulumi.ComponentResource {
  /** Of the account `admin`, a secret. Undefined when people log in by an issuer, or when its hash was given. */
  readonly adminPassword: pulumi.Output<string | undefined>;

  constructor(name: string, args: KargoArgs, options?: pulumi.ComponentResourceOptions) {
    const { platform, adminPasswordHash } = args;
    const { version, namespace: namespaceName } = platform.parts.kargo;
    super("slipway:kargo:Kargo", name, { version, namespace: namespaceName }, options);
    const child = { parent: this };
    const namespace = platformNamespace(namespaceName, child, namespaceName, kargoPodSecurity(platform));
    const admin = platform.oidc === undefined ? adminPassword(name, platform, adminPasswordHash, child) : undefined;
    const before = admin === undefined ? [] : [this.apiSecret(name, namespace, admin.hash, platform)];
    platformRelease(
      name,
      { part: "kargo", platform, namespace: namespace.metadata.name },
      { ...child, dependsOn: before },
    );
    this.adminPassword = pulumi.output(admin?.password);
    this.registerOutputs({ version });
  }

  /** In a Secret rather than in the chart's values, which Helm keeps in every revision of the release. */
  private apiSecret(
    name: string,
    namespace: k8s.core.v1.Namespace,
    hash: pulumi.Input<string>,
    { passwordsSince }: Platform,
  ): k8s.core.v1.Secret {
    const child = { parent: this };
    const key = new random.RandomPassword(
      `${name}-token-key`,
      { length: 48, special: false, keepers: { passwordsSince } },
      child,
    );
    return new k8s.core.v1.Secret(
      `${name}-api-secret`,
      {
        metadata: { name: kargoApiSecret, namespace: namespace.metadata.name },
        type: "Opaque",
        stringData: {
          ADMIN_ACCOUNT_PASSWORD_HASH: pulumi.secret(hash),
          ADMIN_ACCOUNT_TOKEN_SIGNING_KEY: pulumi.secret(key.result),
        },
      },
      child,
    );
  }
}
