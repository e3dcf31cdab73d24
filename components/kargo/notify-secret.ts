import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { notifyKey } from "../../model/compile/promotion/notify.ts";
import { secretData } from "../git-login.ts";
import type { ObjectOptions } from "../kubernetes-object.ts";

export interface NotifySecret {
  /** Its name, as the definition's `notify` has it. */
  readonly name: string;
  /** What stands behind the host in the URL of the chat's webhook; a secret whatever is passed. */
  readonly path: pulumi.Input<string>;
}

/** The Secret by which a Project's Promotions find the chat that is told when they fail. */
export function notifySecret(
  name: string,
  namespace: string,
  { name: secret, path }: NotifySecret,
  options: ObjectOptions,
): k8s.core.v1.Secret {
  const metadata = { name: secret, namespace, labels: { "kargo.akuity.io/cred-type": "generic" } };
  return new k8s.core.v1.Secret(name, { metadata, type: "Opaque", data: secretData({ [notifyKey]: path }) }, options);
}
