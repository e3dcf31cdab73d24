import { createHash } from "node:crypto";
import { isRecord } from "../json.ts";
import type { KubeObject } from "../object.ts";
import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { Fields } from "./fields.ts";

/** Where Argo CD and Kargo listen. */
export interface WebhookSettings {
  /** Argo CD's own address. Default: it gets no webhook, and looks every few minutes. */
  readonly argocd?: string;
  /** Address of Kargo's external webhooks server (`externalWebhooksServer` of its chart). Default: Warehouses look at their interval. */
  readonly kargo?: string;
  /** Another number makes new secrets. Default 1. */
  readonly generation: number;
}

/** Names of the receivers in a Project's ProjectConfig; part of their addresses. */
export const receivers = ["github", "dockerhub"] as const;
export type Receiver = (typeof receivers)[number];

/** Name of the Secret that holds a receiver's secret, in the Project's namespace. */
export function receiverSecretName(receiver: Receiver): string {
  return `${receiver}-webhook`;
}

/**
 * The address Kargo listens at for one receiver: what is hard to guess in it is a hash over Project, receiver and secret.
 * Source: buildWebhookPath in pkg/webhook/external/receiver.go of Kargo.
 */
export function receiverUrl(base: string, project: string, receiver: Receiver, secret: string): string {
  const hash = createHash("sha256").update(`${project}${receiver}${secret}`).digest("hex");
  return `${base.replace(/\/+$/, "")}/${receiver}/${hash}`;
}

/**
 * A ProjectConfig with the receivers that Kargo is to listen with.
 * Source: api/v1alpha1/project_config_types.go of Kargo, WebhookReceiverConfig.
 */
export function withReceivers(projectConfig: KubeObject, names: readonly Receiver[]): KubeObject {
  if (names.length === 0) return projectConfig;
  const webhookReceivers = names.map((name) => ({ name, [name]: { secretRef: { name: receiverSecretName(name) } } }));
  const spec = isRecord(projectConfig.spec) ? projectConfig.spec : {};
  return { ...projectConfig, spec: { ...spec, webhookReceivers } };
}

/** Reads `slipway:webhooks`. */
export function readWebhooks(value: Readonly<Record<string, unknown>>): {
  readonly settings?: WebhookSettings;
  readonly problems: readonly Problem[];
} {
  const fields = new Fields("slipway:webhooks", value, ["argocd", "kargo", "generation"]);
  const address = (name: "argocd" | "kargo") => {
    const url = fields.text(name);
    if (url === undefined || /^https:\/\/[^\s/@?#]+(\/[^\s@?#]*)?$/.test(url)) return url;
    const allowed = "an https:// address that GitHub can reach, without credentials";
    fields.report(name, "GitHub can't or must not send there", { got: shown(url), allowed });
    return undefined;
  };
  const [argocd, kargo] = [address("argocd"), address("kargo")];
  const settings = {
    ...(argocd === undefined ? {} : { argocd }),
    ...(kargo === undefined ? {} : { kargo }),
    generation: fields.count("generation", 1, Number.MAX_SAFE_INTEGER) ?? 1,
  };
  return fields.problems.length > 0 ? { problems: fields.problems } : { settings, problems: [] };
}
