import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { secretData } from "../git-login.ts";

/**
 * Tells Argo CD what GitHub signs its calls with: one key of its own Secret, of which everything else is Argo CD's.
 * Argo CD has one such secret for all of GitHub, so one stack of a cluster sets it.
 */
export function argocdWebhookSecret(
  namespace: string,
  secret: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.SecretPatch {
  const metadata = { name: "argocd-secret", namespace, annotations: { "pulumi.com/patchForce": "true" } };
  const data = secretData({ "webhook.github.secret": secret });
  return new k8s.core.v1.SecretPatch("argocd-webhook-secret", { metadata, data }, options);
}
