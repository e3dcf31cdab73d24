import type { Container, Probe } from "./pod.ts";

export const probeKinds = ["startup", "liveness", "readiness"] as const;
export type ProbeKind = (typeof probeKinds)[number];

/** What a container's probes have said so far. Plain data: one per process that was started for it. */
export interface Health {
  /** The startup probe has succeeded, or there is none. */
  readonly started: boolean;
  readonly ready: boolean;
  /** Equal answers in a row, by probe. */
  readonly runs: Readonly<Partial<Record<ProbeKind, { readonly success: boolean; readonly count: number }>>>;
}

/** A probe with Kubernetes' defaults filled in; times in seconds. */
export interface Timing {
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

export function probeOf(container: Container, kind: ProbeKind): Probe | undefined {
  return container[`${kind}Probe`];
}

/** Defaults of core/v1 (pkg/apis/core/v1/defaults.go). */
export function timing(probe: Probe): Timing {
  return {
    initialDelaySeconds: probe.initialDelaySeconds ?? 0,
    periodSeconds: probe.periodSeconds || 10,
    timeoutSeconds: probe.timeoutSeconds || 1,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
  };
}

/** A container whose process has just been started: without a readiness probe it is ready once it has started up. */
export function freshHealth(container: Container): Health {
  const started = container.startupProbe === undefined;
  return { started, ready: started && container.readinessProbe === undefined, runs: {} };
}

/** Whether a probe is to be asked now: the startup probe until it has succeeded, the others from then on. */
export function isAsked(health: Health, kind: ProbeKind): boolean {
  return (kind === "startup") !== health.started;
}

/**
 * What one answer of a probe makes of a container, as the kubelet's prober counts (pkg/kubelet/prober/worker.go): only
 * as many equal answers in a row as the threshold says change anything.
 *
 * @returns the new health, and whether the process has to be ended and started anew
 */
export function afterProbe(
  container: Container,
  health: Health,
  kind: ProbeKind,
  success: boolean,
): { readonly health: Health; readonly restart: boolean } {
  const probe = probeOf(container, kind);
  if (!probe || !isAsked(health, kind)) return { health, restart: false };
  const { successThreshold, failureThreshold } = timing(probe);
  const before = health.runs[kind];
  const count = before?.success === success ? before.count + 1 : 1;
  const counted: Health = { ...health, runs: { ...health.runs, [kind]: { success, count } } };
  if (count < (success ? successThreshold : failureThreshold)) return { health: counted, restart: false };
  if (kind === "readiness") return { health: { ...counted, ready: success }, restart: false };
  if (!success) return { health: counted, restart: true };
  if (kind === "liveness") return { health: counted, restart: false };
  return { health: { ...counted, started: true, ready: container.readinessProbe === undefined }, restart: false };
}
