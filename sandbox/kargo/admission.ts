import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type ClusterClient, ClusterError, retrying } from "../cluster/cluster-client.ts";
import { applyAll } from "../cluster/setup.ts";
import type { SpecContext } from "../processes/spec.ts";
import { webhookConfigurations } from "./webhooks/configurations.ts";

/** The API server takes a changed configuration up within a second or two. */
const effectiveWithin = 60_000;

/** Registers Kargo's webhooks and waits until the API server asks them. */
export async function applyWebhooks(
  client: ClusterClient,
  { choices, certificates }: SpecContext,
  signal: AbortSignal,
): Promise<void> {
  const server = `https://127.0.0.1:${choices.ports["kargo-webhooks-stand-in"]}`;
  await applyAll(client, webhookConfigurations(server, readFileSync(certificates.ca, "utf8")), signal);
  await webhooksAreAsked(client, signal);
}

/** Waits until the API server asks Kargo's webhooks, whoever answers them. */
export async function webhooksAreAsked(client: ClusterClient, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + effectiveWithin;
  while (!(await areAsked(client, signal))) {
    if (Date.now() > deadline) {
      throw new Error(
        `the API server doesn't ask Kargo's webhooks ${effectiveWithin / 1000} s after they were registered`,
      );
    }
    await sleep(100, undefined, { signal });
  }
}

/** A Warehouse outside of any Project is refused by the webhook that judges and completed by the one before it. */
async function areAsked(client: ClusterClient, signal: AbortSignal): Promise<boolean> {
  const name = "slipway-probe";
  const probe = {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Warehouse",
    metadata: { name, namespace: "default" },
    spec: { subscriptions: [{ image: { repoURL: "probe" } }] },
  };
  const path = "/apis/kargo.akuity.io/v1alpha1/namespaces/default/warehouses?dryRun=All";
  return retrying(effectiveWithin, signal, async () => {
    try {
      await client.create(path, probe);
      return false;
    } catch (error) {
      if (error instanceof ClusterError && error.message.includes('"default" is not a project')) return true;
      throw error;
    }
  });
}
