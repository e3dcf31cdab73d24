import { isFields, Unknown, type Value } from "./value.ts";

/** The provider's options this stand-in honours, with the real provider's names, defaults and environment variables. */
export interface Options {
  readonly kubeconfig: string;
  readonly context: string;
  readonly cluster: string;
  /** "" means the kubeconfig's, then `default`. */
  readonly namespace: string;
  /** Drop resources of an unreachable cluster from state on delete and refresh. Default false. */
  readonly deleteUnreachable: boolean;
  /** Keep the old inputs and state while the cluster is unreachable. Default false. */
  readonly skipUpdateUnreachable: boolean;
  /** Overwrite other field managers' fields. Default false. */
  readonly enablePatchForce: boolean;
  /** A create may take over an existing object. Default false. */
  readonly upsertExistingObjects: boolean;
  /** Change ConfigMaps and Secrets in place instead of replacing them. Default false. */
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
}

const prefix = "kubernetes:config:";

/** Options that change nothing here: they silence warnings that this provider doesn't give, or name the cluster. */
const withoutEffect = ["clusterIdentifier", "suppressDeprecationWarnings", "suppressHelmHookWarnings"];
const honoured = [
  "kubeconfig",
  "context",
  "cluster",
  "namespace",
  "deleteUnreachable",
  "skipUpdateUnreachable",
  "enablePatchForce",
  "upsertExistingObjects",
  "enableConfigMapMutable",
  "enableSecretMutable",
  ...withoutEffect,
];

export interface Refusal {
  readonly option: string;
  readonly reason: string;
}

/**
 * Options that cannot be honoured, each with the reason. A value that asks for what happens anyway is fine
 * (`enableServerSideApply: true`, `strictMode: false`).
 * @param inputs options by name, as values or as the JSON that `Configure` gets
 */
export function refusedOptions(inputs: Readonly<Record<string, Value>>): readonly Refusal[] {
  return Object.entries(inputs).flatMap(([option, value]) => {
    if (honoured.includes(option) || option === "version" || option === "pluginDownloadURL") return [];
    if (option.startsWith("__") || value === null || value === "") return [];
    const reason = refusal(option, value);
    return reason === undefined ? [] : [{ option, reason: `the stand-in provider ${reason}` }];
  });
}

function refusal(option: string, value: Value): string | undefined {
  const off = value === false || value === "false";
  switch (option) {
    case "enableServerSideApply":
      return off ? "updates by server-side apply only; leave enableServerSideApply out or true" : undefined;
    case "renderYamlToDirectory":
    case "alwaysRender":
      return off ? undefined : "does not render YAML to files; install the real plugin for that";
    case "strictMode":
    case "rejectUnknownResources":
      return off ? undefined : `does not know ${option}; leave it out or false`;
    case "helmReleaseSettings":
      return empty(value) ? undefined : "serves no Helm releases; leave helmReleaseSettings out";
    case "kubeClientSettings":
      return empty(value) ? undefined : "does not limit its requests; leave kubeClientSettings out";
    default:
      return `does not know the option ${option}`;
  }
}

function empty(value: Value): boolean {
  if (typeof value === "string") return value === "{}";
  return isFields(value) && Object.keys(value).length === 0;
}

/**
 * Reads what `Configure` gets, with the environment variables as defaults.
 * @param variables values by `kubernetes:config:<option>`
 */
export function readOptions(
  variables: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string | undefined>>,
): Options {
  const string = (name: string) => variables.get(prefix + name) ?? "";
  const flag = (name: string, variable: string) => (variables.get(prefix + name) ?? env[variable]) === "true";
  return {
    kubeconfig: string("kubeconfig"),
    context: string("context"),
    cluster: string("cluster"),
    namespace: string("namespace"),
    deleteUnreachable: flag("deleteUnreachable", "PULUMI_K8S_DELETE_UNREACHABLE"),
    skipUpdateUnreachable: flag("skipUpdateUnreachable", "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE"),
    enablePatchForce: flag("enablePatchForce", "PULUMI_K8S_ENABLE_PATCH_FORCE"),
    upsertExistingObjects: flag("upsertExistingObjects", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS"),
    enableConfigMapMutable: flag("enableConfigMapMutable", "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE"),
    enableSecretMutable: flag("enableSecretMutable", "PULUMI_K8S_ENABLE_SECRET_MUTABLE"),
  };
}

/** Options by name, as {@link refusedOptions} takes them. */
export function byName(variables: ReadonlyMap<string, string>): Record<string, Value> {
  return Object.fromEntries(
    [...variables].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** The one refusal's text, for errors. */
export function formatRefusals(refusals: readonly Refusal[]): string {
  return refusals.map((item) => `provider option ${item.option}: ${item.reason}`).join("\n");
}

/** True for a value that a preview does not know yet. */
export function isComputed(value: Value | undefined): boolean {
  return value instanceof Unknown;
}
