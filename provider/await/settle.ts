import { isNotFound } from "../kube/api-error.ts";
import { type ResourceType, resourcePath } from "../kube/resources.ts";
import { annotation, apiVersionOf, kindOf, nameOf, namespaceOf } from "../object.ts";
import type { Reachable, Session } from "../session.ts";
import type { Fields } from "../value.ts";
import { readyConditions } from "./ready.ts";
import { until } from "./until.ts";

const defaultTimeoutMs = 10 * 60 * 1000;

/** Bound of a wait: `customTimeouts` of the resource, the annotation `pulumi.com/timeoutSeconds`, then 10 minutes. */
export function timeoutMs(requestSeconds: number, inputs: Fields): number {
  if (requestSeconds > 0) return requestSeconds * 1000;
  const seconds = Number.parseInt(annotation(inputs, "pulumi.com/timeoutSeconds"), 10);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : defaultTimeoutMs;
}

/**
 * Waits until a created or updated object is ready, as its annotations and its kind say.
 * @param seconds the request's timeout, 0 for none
 * @returns the object as it is then
 * @throws WaitTimeout, or what a condition throws when it can never hold
 */
export async function settle(
  session: Session,
  cluster: Reachable,
  target: { readonly type: ResourceType; readonly urn: string; readonly inputs: Fields; readonly seconds: number },
  stored: Fields,
): Promise<Fields> {
  const conditions = readyConditions(target.inputs);
  const path = resourcePath(target.type, namespaceOf(stored), nameOf(stored));
  let live = stored;
  const result = await until(
    async () => {
      const missing = conditions.flatMap((condition) => {
        const verdict = condition.check(live);
        return verdict.done ? [] : [`${condition.text}: ${verdict.found}`];
      });
      if (missing.length === 0) return { result: live, waitingFor: "" };
      live = await cluster.client.request({ method: "GET", path }, session.signal).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
        throw new Error(`${apiVersionOf(stored)}/${kindOf(stored)} ${nameOf(stored)} was deleted while waiting for it`);
      });
      return { waitingFor: missing.join("; ") };
    },
    {
      timeoutMs: timeoutMs(target.seconds, target.inputs),
      signal: session.signal,
      report: (text) => session.log.status(target.urn, `waiting: ${text}`),
    },
  );
  if (conditions.length > 0) session.log.status(target.urn, "");
  return result;
}
