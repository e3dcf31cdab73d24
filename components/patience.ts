import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { gaveUpText, passingFailure } from "../model/passing-failure.ts";

/** How often, and after which pauses, an object is tried again. */
export interface Patience {
  /** The first one counts. Default 20. */
  readonly tries?: number;
  /** Longest pause in milliseconds; pauses begin with a second and double. Default 10000: three minutes in all. */
  readonly longestPause?: number;
}

/**
 * Options for the first object that an admission webhook sees: while nobody answers there, the object is tried again,
 * bounded, and then the run says what it waited for. A webhook that refuses is not asked twice. The same holds while a
 * namespace of an earlier try is still going.
 *
 * A chart's Deployments are Available before the API server knows where its webhooks are, and cert-manager's certificate
 * comes to them on its own time; nothing in a cluster says when both have happened but an object that is taken.
 *
 * @param name unique in the program
 */
export function patience(
  name: string,
  { tries = 20, longestPause = 10_000 }: Patience = {},
): Pick<pulumi.CustomResourceOptions, "hooks"> {
  if (!engineHasHooks()) return {};
  // The engine calls the hook from outside the program, where Pulumi's log doesn't know whom to tell.
  const inProgram = AsyncLocalStorage.snapshot();
  const hook = new pulumi.ErrorHook(`${name}-patience`, async ({ errors }) => {
    const failure = passingFailure(errors[0] ?? "", errors.length > 1);
    if (failure === undefined) return false;
    if (errors.length >= tries) {
      await inProgram(() => pulumi.log.error(gaveUpText(failure, errors.length)));
      return false;
    }
    const pause = Math.min(1000 * 2 ** (errors.length - 1), longestPause);
    const next = `try ${errors.length + 1} of ${tries} in ${pause / 1000} s`;
    await inProgram(() => pulumi.log.info(`waiting for ${failure.awaited} (${failure.reason}): ${next}`));
    await sleep(pause);
    return true;
  });
  return { hooks: { onError: [hook] } };
}

/** Pulumi's mocks have no hooks, and a resource with one would never be registered there. */
function engineHasHooks(): boolean {
  const monitor = pulumi.runtime.getMonitor() as object | undefined;
  return monitor !== undefined && "registerErrorHook" in monitor;
}
