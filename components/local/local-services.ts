import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { KindChoice } from "../../model/platform/kind.ts";
import { localGitUser, localNames, localNamespace } from "../../model/platform/local-names.ts";
import { gitServerObjects, localGitSecret, registryObjects } from "../../model/platform/local-objects.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { secretData } from "../git-login.ts";
import { kubernetesObject, type ObjectOptions } from "../kubernetes-object.ts";
import { platformNamespace } from "../platform/platform-namespace.ts";
import { gitToken } from "./git-token.ts";

export interface LocalServicesArgs {
  readonly platform: Platform;
  /** The cluster they stand in, made with `local: true`. */
  readonly kind: KindChoice;
  /** Made anew with the cluster, since then the git server is another one. */
  readonly cluster: pulumi.Input<string>;
}

/**
 * A git server and an OCI registry in a kind cluster, so that a pipeline needs no account anywhere. Both are reached on
 * loopback from this machine, and by names of the cluster from everything in it.
 *
 * ```ts
 * new LocalServices("local", { platform, kind: platform.cluster, cluster: created.id }, { providers: [cluster] });
 * ```
 */
export class LocalServices extends pulumi.ComponentResource {
  /** Of the git server's account, for people. A secret. */
  readonly gitPassword: pulumi.Output<string>;
  /** What `slipway:gitCredentials` takes: user and access token, as JSON. A secret. */
  readonly gitCredentials: pulumi.Output<string>;

  constructor(name: string, args: LocalServicesArgs, options?: pulumi.ComponentResourceOptions) {
    const { platform, kind, cluster } = args;
    const names = localNames(kind);
    if (names === undefined) throw new Error("local services of a cluster without local: true");
    super("slipway:local:LocalServices", name, { git: names.git.url, registry: names.registry.name }, options);
    const child = { parent: this };
    const namespace = platformNamespace(localNamespace, child);
    const inside: ObjectOptions = { ...child, dependsOn: [namespace] };
    for (const object of registryObjects(platform, kind)) {
      kubernetesObject(`${name}-registry-${object.kind.toLowerCase()}`, object, inside);
    }

    const password = new random.RandomPassword(
      `${name}-git`,
      { length: 24, special: false, keepers: { passwordsSince: platform.passwordsSince } },
      child,
    );
    const account = new k8s.core.v1.Secret(
      `${name}-git-account`,
      {
        metadata: { name: localGitSecret, namespace: namespace.metadata.name },
        type: "Opaque",
        data: secretData({ username: localGitUser, password: password.result }),
      },
      child,
    );
    const server = gitServerObjects(platform, kind).map((object) =>
      kubernetesObject(`${name}-git-${object.kind.toLowerCase()}`, object, {
        ...inside,
        dependsOn: [namespace, account],
      }),
    );
    // A person's password opens everything, pull requests by Kargo take no password at all: so Kargo gets a token.
    const token = gitToken(
      `${name}-git-token`,
      { port: kind.ports.git, user: localGitUser, password: password.result, cluster },
      { ...child, dependsOn: server },
    );
    this.gitPassword = pulumi.secret(password.result);
    this.gitCredentials = pulumi.secret(pulumi.jsonStringify({ username: localGitUser, password: token }));
    this.registerOutputs({ git: names.git.url, registry: names.registry.name });
  }
}
