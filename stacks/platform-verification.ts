import * as pulumi from "@pulumi/pulumi";
import type { ProviderCredentials } from "../components/verification/provider-secrets.ts";
import { type Compiled, compile } from "../model/compile.ts";
import type { Pipeline } from "../model/definition.ts";
import { isRecord } from "../model/json.ts";
import { installs } from "../model/platform/installs.ts";
import type { Platform } from "../model/platform/platform.ts";
import { defaultSettings } from "../model/settings.ts";
import { aroundIt } from "../model/source/image-logins.ts";
import { datadogSecretName, verificationNeeds } from "../model/verification-needs.ts";
import type { ConfigKey, ConfigReader } from "./config-reader.ts";

export const platformVerificationKeys = {
  datadogApiKey: { name: "datadogApiKey", example: "KEY", secret: true },
  datadogAppKey: { name: "datadogAppKey", example: "KEY", secret: true },
  awsAccessKeyId: { name: "awsAccessKeyId", example: "AKIA…", secret: true },
  awsSecretAccessKey: { name: "awsSecretAccessKey", example: "KEY", secret: true },
} as const satisfies Record<string, ConfigKey>;

/** What verifications of the whole platform log in by. Problems are kept by the reader, without any key. */
export function readProviderCredentials(reader: ConfigReader, platform: Platform | undefined): ProviderCredentials {
  const keys = platformVerificationKeys;
  const datadog = readPair(reader, keys.datadogApiKey, keys.datadogAppKey);
  const aws = readPair(reader, keys.awsAccessKeyId, keys.awsSecretAccessKey);
  if (aws !== undefined && platform !== undefined) {
    const why = whyWithoutEffect(platform);
    if (why !== undefined) {
      const { message, fix } = why;
      reader.report(keys.awsAccessKeyId, "config-without-effect", message, { fix });
    }
  }
  return {
    ...(datadog !== undefined && { datadog: { apiKey: datadog[0], appKey: datadog[1] } }),
    ...(aws !== undefined && { aws: { accessKeyId: aws[0], secretAccessKey: aws[1] } }),
  };
}

function readPair(reader: ConfigReader, first: ConfigKey, second: ConfigKey): [string, string] | undefined {
  const values = [first, second].map((key) => {
    const value = reader.text(key);
    if (value !== undefined && value !== value.trim()) {
      const { message, got } = aroundIt("", value);
      reader.report(key, "config-value", message, got === undefined ? {} : { got });
    }
    return value;
  });
  const [one, two] = values;
  if (one !== undefined && two !== undefined) return [one, two];
  if (one !== undefined || two !== undefined) {
    const [missing, there] = one === undefined ? [first, second] : [second, first];
    reader.report(missing, "config-missing", `whoever is asked takes this together with ${there.name}, which is set`);
  }
  return undefined;
}

/** AWS's keys stand in the environment of the controller that this stack installs, beside a region; one that is taken over keeps its own. */
function whyWithoutEffect(platform: Platform): { readonly message: string; readonly fix: string } | undefined {
  const remove = "take both keys off";
  if (!installs(platform, "argoRollouts"))
    return {
      message: "Argo Rollouts is installed by somebody else, who alone can give its controller AWS's keys",
      fix: `Let them do it, and ${remove}`,
    };
  const { aws } = platform.verification;
  if (aws === undefined)
    return {
      message: "AWS's keys do nothing without a region",
      fix: 'Add to slipway:platform: "verification": {"aws": {"region": "eu-central-1"}}',
    };
  return aws.roleArn === undefined
    ? undefined
    : {
        message: "platform.verification.aws.roleArn already says who asks, and these keys would never be used",
        fix: `Remove roleArn, or ${remove}`,
      };
}

/**
 * What the definitions of this project ask providers by and nobody has set. Silent where it can't be known: Argo Rollouts is
 * somebody else's, its environment comes from `values`, or the definitions are in another project.
 */
export function missingCredentials(
  platform: Platform,
  credentials: ProviderCredentials,
  pipelines: readonly Pipeline[],
): string[] {
  if (!installs(platform, "argoRollouts")) return [];
  const { values } = platform.parts.argoRollouts;
  const ownEnvironment = isRecord(values["controller"]) && values["controller"]["extraEnv"] !== undefined;
  return pipelines.flatMap((pipeline) => {
    const needs = verificationNeeds(compiledOrNothing(pipeline));
    const datadog = needs.platform.find(({ name }) => name === datadogSecretName);
    const said: string[] = [];
    if (datadog !== undefined && credentials.datadog === undefined && !ownEnvironment) {
      const set = (key: string) => `pulumi config set --secret slipway:${key} KEY`;
      said.push(
        `${pipeline.app}: verification of ${datadog.stages.join(", ")} asks Datadog, and this stack has no keys for it, so it would end in an error. ` +
          `Run: ${set("datadogApiKey")} and ${set("datadogAppKey")}`,
      );
    }
    if (
      needs.aws.length > 0 &&
      platform.verification.aws === undefined &&
      !ownEnvironment &&
      !("serviceAccount" in values)
    )
      said.push(
        `${pipeline.app}: verification of ${needs.aws.join(", ")} asks AWS, and Argo Rollouts' controller is told no region, so it would end in an error. ` +
          'Add to slipway:platform: "verification": {"aws": {"region": "eu-central-1"}}',
      );
    return said;
  });
}

/** A definition that doesn't compile is told where it is applied. */
function compiledOrNothing(pipeline: Pipeline): Pick<Compiled, "environments"> {
  try {
    return compile(pipeline, defaultSettings);
  } catch {
    return { environments: [] };
  }
}

/** Warns of them. */
export async function warnOfMissingCredentials(...args: Parameters<typeof missingCredentials>): Promise<void> {
  for (const text of missingCredentials(...args)) await pulumi.log.warn(text);
}
