import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type Receiver, receiverSecretName } from "../../model/source/webhooks.ts";
import { secretData } from "../git-login.ts";
import type { ObjectOptions } from "../kubernetes-object.ts";

/** By receiver: what makes its address hard to guess, and signs what GitHub sends there. */
export type ReceiverSecrets = Readonly<Partial<Record<Receiver, pulumi.Input<string>>>>;

/** The Secrets that a Project's webhook receivers refer to. */
export function webhookSecrets(
  name: string,
  namespace: string,
  secrets: ReceiverSecrets,
  options: ObjectOptions,
): k8s.core.v1.Secret[] {
  return Object.entries(secrets).map(([receiver, secret]) => {
    const metadata = {
      name: receiverSecretName(receiver as Receiver),
      namespace,
      labels: { "kargo.akuity.io/cred-type": "generic" },
    };
    const data = secretData({ secret });
    return new k8s.core.v1.Secret(`${name}-${metadata.name}`, { metadata, type: "Opaque", data }, options);
  });
}
