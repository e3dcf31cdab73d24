import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { oidcClientSecret, oidcClientSecretReference } from "../../model/platform/oidc-client-secret.ts";

/** How Argo CD logs in at the issuer by a confidential client. */
export interface OidcClient {
  /** `$<Secret>:<key>`, where Argo CD reads the client's secret. Undefined for a public client. */
  readonly reference: string | undefined;
  /** What has to be there before Argo CD reads its settings. */
  readonly resources: readonly pulumi.Resource[];
}

/** @param clientSecret undefined: a public client with PKCE, which has none */
export function oidcClient(
  name: string,
  namespace: pulumi.Input<string>,
  clientSecret: pulumi.Input<string> | undefined,
  options: pulumi.CustomResourceOptions,
): OidcClient {
  if (clientSecret === undefined) return { reference: undefined, resources: [] };
  // Argo CD reads `$name:key` only from Secrets that carry its label.
  const metadata = { name: oidcClientSecret.name, namespace, labels: { "app.kubernetes.io/part-of": "argocd" } };
  const stringData = { [oidcClientSecret.key]: pulumi.secret(clientSecret) };
  const secret = new k8s.core.v1.Secret(`${name}-oidc-secret`, { metadata, type: "Opaque", stringData }, options);
  return { reference: oidcClientSecretReference, resources: [secret] };
}
