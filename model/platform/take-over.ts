import type { Part } from "./charts.ts";
import { fields, formed, text } from "./schema-parts.ts";

/** How a part that somebody else installed becomes Slipway's, as it stands. */
export interface TakeOver {
  /**
   * `helm`: its release becomes a resource, with the version and values it has; nothing of it changes by that. `kubectl`,
   * for Argo CD: its manifests stay whose they are, since no chart can own Deployments with other selectors.
   */
  readonly installedBy: "helm" | "kubectl";
  /** Name of the Helm release. Default: the part's own, `argocd`. */
  readonly release?: string;
  /** Version of the chart. Default: the one it has. */
  readonly version?: string;
  /**
   * Keys of the values that a Helm release has and is to lose, so that the chart's own count again, such as
   * `controller.logLevel`; a dot within a key has `\` before it. Default none: what the release has, it keeps.
   */
  readonly unset?: readonly string[];
  /** Deployments and StatefulSets that may restart when version or values change: `Deployment/argocd-server`, or `any`. Default none. */
  readonly restart?: readonly string[];
  /** Keys of Argo CD's ConfigMaps by ConfigMap, beside those that log-in and groups need. Default none. */
  readonly settings?: Readonly<Partial<Record<SettingsMap, Readonly<Record<string, string>>>>>;
  /** Keys that are taken from whoever set them to something else: `argocd-cm/oidc.config`. Default none. */
  readonly force?: readonly string[];
}

/** ConfigMaps that a running Argo CD follows. `argocd-cmd-params-cm` is none: its keys are variables of the pods. */
export const settingsMaps = ["argocd-cm", "argocd-rbac-cm"] as const;
export type SettingsMap = (typeof settingsMaps)[number];

const release = formed(
  "^[a-z0-9]([-a-z0-9.]{0,51}[a-z0-9])?$",
  "the name of a Helm release, which has up to 53 lower case letters, digits, - and .",
);
const texts = { type: "array", items: text };
const ofHelm = {
  version: text,
  release,
  unset: {
    type: "array",
    items: formed(
      String.raw`^([^.\\]|\\.)+(\.([^.\\]|\\.)+)*$`,
      "a key of the release's values, with a dot between its steps, such as controller.logLevel",
    ),
  },
  restart: {
    type: "array",
    items: formed(
      "^(any|(Deployment|StatefulSet|DaemonSet)/[a-z0-9.-]+)$",
      "any, or a Deployment, StatefulSet or DaemonSet with its name, such as Deployment/argocd-server",
    ),
  },
};
const ofArgocd = {
  settings: fields(
    Object.fromEntries(
      settingsMaps.map((name) => [name, { type: "object", additionalProperties: { type: "string" } }]),
    ),
  ),
  force: {
    ...texts,
    items: formed(
      "^(argocd-cm|argocd-rbac-cm)/.+$",
      "argocd-cm or argocd-rbac-cm and a key of it, such as argocd-cm/oidc.config",
    ),
  },
};

/** What `parts.<part>.takeOver` may say. */
export function takeOverSchema(part: Part): object {
  const installedBy = { enum: part === "argocd" ? ["helm", "kubectl"] : ["helm"] };
  return fields({ installedBy, ...ofHelm, ...(part === "argocd" && ofArgocd) }, ["installedBy"]);
}
