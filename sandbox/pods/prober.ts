import { setTimeout as sleep } from "node:timers/promises";
import type { PortMap } from "./container-ports.ts";
import { listenersOf, whyUnreachable } from "./listeners.ts";
import type { Container } from "./pod.ts";
import { askProbe, type ProbeTarget } from "./probe.ts";
import {
  afterProbe,
  freshHealth,
  type Health,
  isAsked,
  type ProbeKind,
  probeKinds,
  probeOf,
  timing,
} from "./probe-state.ts";

/** Before the first question, in milliseconds: one that comes before a program listens would cost a whole period. */
const firstBreath = 200;

export interface ProbingArgs {
  readonly container: Container;
  readonly process: { readonly pid: number; readonly startedAt: string };
  readonly ports: PortMap;
  readonly target: ProbeTarget;
  /** Ends the probing. */
  readonly stop: AbortSignal;
  /** Called when a probe has changed the container's health, and at each failure, with its reason. */
  readonly changed: (health: Health, failure?: { readonly kind: ProbeKind; readonly why: string }) => void;
  /** Called when the process has to be ended because of a probe. */
  readonly failed: (kind: ProbeKind) => void;
}

/** Asks a container's probes, each in its own time, until the signal comes or one of them has failed for good. */
export async function watchProbes(args: ProbingArgs): Promise<void> {
  const { container, process, target, changed } = args;
  const over = new AbortController();
  const stop = AbortSignal.any([args.stop, over.signal]);
  const up = Promise.withResolvers<void>();
  let health = freshHealth(container);
  if (health.started) up.resolve();

  const watch = async (kind: ProbeKind) => {
    const probe = probeOf(container, kind);
    if (!probe) return;
    const { initialDelaySeconds, periodSeconds, timeoutSeconds } = timing(probe);
    // As the kubelet does: the others wait for the startup probe, and are then asked at once.
    if (kind !== "startup") await Promise.race([up.promise, aborted(stop)]);
    await pause(Math.max(firstBreath, Date.parse(process.startedAt) + initialDelaySeconds * 1000 - Date.now()), stop);
    while (!stop.aborted && (kind !== "startup" || isAsked(health, kind))) {
      const why = await askProbe(probe, timeoutSeconds, target);
      if (stop.aborted) return;
      const before = health;
      const after = afterProbe(container, health, kind, why === undefined);
      health = after.health;
      if (why !== undefined) changed(health, { kind, why: explained(why, args) });
      else if (before.ready !== health.ready || before.started !== health.started) changed(health);
      if (health.started) up.resolve();
      if (after.restart) {
        over.abort();
        args.failed(kind);
        return;
      }
      await pause(periodSeconds * 1000, stop);
    }
  };
  await Promise.all(probeKinds.map(watch));
}

function explained(why: string, { process, ports }: ProbingArgs): string {
  const unreachable = whyUnreachable(listenersOf(process.pid), ports);
  return unreachable === undefined ? why : `${why}; the program ${unreachable}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** Waits; sooner when the signal comes. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return;
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}
