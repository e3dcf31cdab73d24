import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ObjectOptions } from "../kubernetes-object.ts";

/** Who logs in to a cluster from outside. */
export interface TokenArgs {
  /** Of the ServiceAccount, and the beginning of its Secret's. */
  readonly account: string;
  readonly namespace: pulumi.Input<string>;
}

/**
 * A ServiceAccount with a token that doesn't end, as `argocd cluster add` makes one: whoever keeps it is in another cluster,
 * where nothing could renew it. It has no rights of its own. A new one is had by replacing the Secret.
 *
 * @returns the token, a secret; in a preview of what isn't there yet only a text that says so
 */
export function serviceAccountToken(
  name: string,
  { account, namespace }: TokenArgs,
  options: ObjectOptions,
): pulumi.Output<string> {
  const made = new k8s.core.v1.ServiceAccount(
    `${name}-service-account`,
    { metadata: { name: account, namespace }, automountServiceAccountToken: false },
    options,
  );
  const secret = new k8s.core.v1.Secret(
    `${name}-token`,
    {
      metadata: {
        name: `${account}-token`,
        namespace,
        annotations: { "kubernetes.io/service-account.name": made.metadata.name },
      },
      type: "kubernetes.io/service-account-token",
    },
    // Its name is fixed: with --replace Pulumi would else make the new one while the old one has the name.
    { ...options, deleteBeforeReplace: true },
  );
  return pulumi.secret(secret.data.apply((data) => readToken(data, account)));
}

/** The provider waits for the cluster to fill it in, so it lacks only before anything was made. */
function readToken(data: Readonly<Record<string, string>> | undefined, account: string): string {
  const token = data?.["token"];
  if (token !== undefined) return Buffer.from(token, "base64").toString();
  if (pulumi.runtime.isDryRun()) return "made with the cluster's Secret";
  throw new pulumi.RunError(
    `the cluster has filled no token into the Secret of ServiceAccount ${account}: its kube-controller-manager doesn't run, or keeps no tokens`,
  );
}
