import { createHash } from "node:crypto";
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Values } from "../../model/platform/values.ts";
import { awsSecretKeys, awsSecretName, type PlatformVerification } from "../../model/platform/verification.ts";
import { datadogKeys, datadogSecretName } from "../../model/verification-needs.ts";
import { verificationSecret } from "./verification-secret.ts";

/** What the whole platform's verifications log in by. What isn't given is nobody's, or comes from elsewhere. */
export interface ProviderCredentials {
  readonly datadog?: { readonly apiKey: string; readonly appKey: string };
  readonly aws?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * The Secrets in which Argo Rollouts' controller looks for what its providers take: Datadog's it reads before each question,
 * AWS's keys stand in its environment.
 */
export function providerSecrets(
  name: string,
  namespace: pulumi.Input<string>,
  credentials: ProviderCredentials,
  { datadog: { address } }: PlatformVerification,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret[] {
  const { datadog, aws } = credentials;
  const secret = (what: string, secretName: string, data: Readonly<Record<string, string>>) =>
    verificationSecret(`${name}-${what}`, { name: secretName, namespace }, data, options);
  return [
    ...(datadog === undefined
      ? []
      : [
          secret("datadog", datadogSecretName, {
            [datadogKeys.address]: address,
            [datadogKeys.apiKey]: datadog.apiKey,
            [datadogKeys.appKey]: datadog.appKey,
          }),
        ]),
    ...(aws === undefined
      ? []
      : [
          secret("aws", awsSecretName, {
            [awsSecretKeys.accessKeyId]: aws.accessKeyId,
            [awsSecretKeys.secretAccessKey]: aws.secretAccessKey,
          }),
        ]),
  ];
}

/** A running controller keeps the environment it began with: another key makes it another Pod. */
export function restartWithKey({ aws }: ProviderCredentials): Values {
  if (aws === undefined) return {};
  const id = createHash("sha256").update(aws.accessKeyId).digest("hex").slice(0, 12);
  return { controller: { podAnnotations: { "slipway.dev/aws-key": id } } };
}
