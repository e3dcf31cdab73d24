import * as pulumi from "@pulumi/pulumi";

/** A stack's config as the engine hands it over: raw texts, lists and objects as JSON. */
export interface ConfigSource {
  readonly project: string;
  readonly stack: string;
  /** By full key, `slipway:role`. */
  readonly values: Readonly<Record<string, string>>;
  /** Full keys whose values are kept encrypted. */
  readonly secretKeys: readonly string[];
}

/** The config of the running program. */
export function currentConfig(): ConfigSource {
  const values = pulumi.runtime.allConfig();
  return {
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    values,
    secretKeys: Object.keys(values).filter((key) => secrecy.isConfigSecret(key)),
  };
}

// Exported by the SDK at run time and left out of its declarations. `Config.get` would tell the same only by refusing
// to give plain text, and Slipway needs the plain kubeconfig to name the cluster it leads to.
const secrecy = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
