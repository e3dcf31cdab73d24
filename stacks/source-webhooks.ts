import * as pulumi from "@pulumi/pulumi";
import type { ReceiverSecrets } from "../components/kargo/webhook-secrets.ts";
import { receivers } from "../model/source/webhooks.ts";
import type { WebhookListener } from "./credentials.ts";
import { stackExists } from "./delivery-digest.ts";

/** Secrets of webhooks, as the source stack made them. */
export interface SourceWebhooks {
  readonly argocd: pulumi.Output<string>;
  /** Those of a Project's receivers that are wanted. */
  of(project: string, wanted: readonly WebhookListener[]): ReceiverSecrets;
}

/**
 * Reads them from the source stack's outputs. A preview only notes when that stack isn't there yet, since all stacks can
 * be previewed before any exists.
 *
 * @throws RunError, one line with the command to run
 */
export async function sourceWebhooks(stack: string): Promise<SourceWebhooks | undefined> {
  const name = stack.split("/").at(-1) ?? stack;
  const complaint = `stack ${name} makes the secrets of webhooks and comes first: run: pulumi up --stack ${name}`;
  if (!(await stackExists(stack))) {
    if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError(complaint);
    await pulumi.log.warn(complaint);
    return undefined;
  }
  const outputs = new pulumi.StackReference(stack);
  const known = (value: unknown): string => {
    if (typeof value === "string" && value !== "") return value;
    throw new pulumi.RunError(
      `stack ${name} has no secret for this webhook: set slipway:webhooks there, then ${complaint}`,
    );
  };
  const ofKargo = outputs.getOutput("webhookSecrets") as pulumi.Output<
    Record<string, Record<string, unknown>> | undefined
  >;
  return {
    argocd: pulumi.secret(outputs.getOutput("argocdWebhookSecret").apply(known)),
    of: (project, wanted) =>
      Object.fromEntries(
        receivers
          .filter((receiver) => wanted.includes(receiver))
          .map((receiver) => [receiver, pulumi.secret(ofKargo.apply((all) => known(all?.[project]?.[receiver])))]),
      ),
  };
}
