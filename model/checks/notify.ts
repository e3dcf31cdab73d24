import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { redacted } from "../redacted.ts";
import { shown } from "../words.ts";
import { loopback } from "./repositories.ts";

const secretName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Where failed promotions are told: a host without the secret part of the webhook's URL, and a Secret that holds it. */
export function notifyProblems(pipeline: unknown, root: string): Problem[] {
  const notify = isRecord(pipeline) && isRecord(pipeline.notify) ? pipeline.notify : {};
  const { host, secret } = notify;
  const problem = (field: string, value: string, rest: Pick<Problem, "message" | "allowed" | "fix">): Problem[] => [
    { rule: "notify", severity: "error", path: `${root}.notify.${field}`, got: shown(redacted(value)), ...rest },
  ];
  return [
    ...(typeof host !== "string" || isHost(host)
      ? []
      : problem("host", URL.canParse(host) ? new URL(host).origin : host, {
          message: "This isn't the host of a webhook",
          allowed: "https:// and a host, nothing behind it; http:// for a loopback address only",
          fix: "Write the part of the webhook's URL up to its first single slash; the whole URL is the secret slipway:notify",
        })),
    ...(typeof secret !== "string" || secretName.test(secret)
      ? []
      : problem("secret", secret, {
          message: "A Secret can't have this name",
          allowed: "at most 63 of a-z, 0-9 and -, not starting or ending with -",
          fix: 'Write for example "chat"',
        })),
  ];
}

function isHost(host: string): boolean {
  if (!URL.canParse(host)) return false;
  const { protocol, hostname, origin } = new URL(host);
  return host === origin && (protocol === "https:" || (protocol === "http:" && loopback.test(hostname)));
}
