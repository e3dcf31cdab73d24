import { fields, formed, roleArn } from "./schema-parts.ts";
import type { Values } from "./values.ts";

/** By whom verification asks the providers that the whole platform shares. What is secret of it is config of its own. */
export interface PlatformVerification {
  readonly datadog: {
    /** Of the site's API. Default: Datadog's first site, `https://api.datadoghq.com`. */
    readonly address: string;
  };
  /** Where CloudWatch and Amazon's Prometheus are asked. Default: nowhere; the controller finds no region. */
  readonly aws?: {
    readonly region: string;
    /**
     * IAM role that the controller's ServiceAccount takes on (IRSA). Default: the keys in `slipway:awsAccessKeyId` and
     * `slipway:awsSecretAccessKey`, else whatever AWS gives the Pod: EKS Pod Identity or the node's role.
     */
    readonly roleArn?: string;
  };
}

export const verificationSchema = fields({
  datadog: fields({
    address: formed("^https://[^/]+$", "https:// and a host without a path, such as https://api.datadoghq.eu"),
  }),
  aws: fields(
    {
      region: formed("^[a-z]{2}(-[a-z]+)+-[0-9]+$", "the code of an AWS region, such as eu-central-1"),
      roleArn,
    },
    ["region"],
  ),
});

export interface GivenVerification {
  readonly datadog?: Partial<PlatformVerification["datadog"]>;
  readonly aws?: PlatformVerification["aws"];
}

export function verificationOf({ datadog, aws }: GivenVerification = {}): PlatformVerification {
  return { datadog: { address: "https://api.datadoghq.com", ...datadog }, ...(aws !== undefined && { aws }) };
}

/** Where the controller's AWS keys stand: a Secret of this name in its namespace. */
export const awsSecretName = "verification-aws";
export const awsSecretKeys = { accessKeyId: "AWS_ACCESS_KEY_ID", secretAccessKey: "AWS_SECRET_ACCESS_KEY" } as const;

/** What of it the chart of Argo Rollouts is told. */
export function verificationValues({ aws }: PlatformVerification): { controller: Values; chart: Values } {
  if (aws === undefined) return { controller: {}, chart: {} };
  const region = { name: "AWS_REGION", value: aws.region };
  if (aws.roleArn !== undefined) {
    // EKS's webhook puts the role's token into Pods of a ServiceAccount that carries this.
    const annotations = { "eks.amazonaws.com/role-arn": aws.roleArn };
    return { controller: { extraEnv: [region] }, chart: { serviceAccount: { annotations } } };
  }
  const keys = Object.values(awsSecretKeys).map((key) => ({
    name: key,
    // Without the Secret AWS's SDK looks further, up to the node's role.
    valueFrom: { secretKeyRef: { name: awsSecretName, key, optional: true } },
  }));
  return { controller: { extraEnv: [region, ...keys] }, chart: {} };
}
