import * as pulumi from "@pulumi/pulumi";
import type { NotifySecret } from "../components/kargo/notify-secret.ts";
import type { Pipeline } from "../model/definition.ts";
import { ProblemsError } from "../model/problem.ts";

/**
 * The Secret by which an app's failed promotions find their chat. None where the app tells nobody, and none where config has
 * no URL, which is said: the Secret then has to come from elsewhere.
 *
 * @param urls `slipway:notify`
 * @throws ProblemsError when the URL leads elsewhere than the definition says; never with the URL
 */
export function notifySecretOf(
  pipeline: Pick<Pipeline, "app" | "notify"> | undefined,
  urls: Readonly<Record<string, string>> = {},
): { readonly notify?: NotifySecret } {
  if (pipeline?.notify === undefined) return {};
  const { app, notify } = pipeline;
  const { host, secret } = notify;
  const given = urls[secret];
  if (given === undefined) {
    void pulumi.log.warn(
      `${app} tells failed promotions to a chat, and slipway:notify has no URL for it: Secret ${app}/${secret} has to come from elsewhere. ` +
        `Or run: pulumi config set --secret slipway:notify '{"${secret}": "${host}/…"}'`,
    );
    return {};
  }
  const { origin, pathname, search } = new URL(given.trim());
  if (origin === host) return { notify: { name: secret, path: `${pathname}${search}` } };
  throw new ProblemsError("config of the delivery stack", [
    {
      rule: "notify-host",
      severity: "error",
      path: `slipway:notify.${secret}`,
      message: `${app} tells failed promotions to another host`,
      got: origin,
      allowed: host,
      fix: `Correct notify.host in apps/${app}/pipeline.ts, or give the URL of a webhook there`,
    },
  ]);
}
