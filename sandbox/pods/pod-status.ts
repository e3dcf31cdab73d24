import { timestamp } from "../../model/timestamp.ts";
import type { Condition, Container, ContainerStatus, Pod } from "./pod.ts";

/** What the kubelet would write into a Pod's `status`. */
export interface WrittenStatus {
  readonly phase: string;
  readonly startTime: string;
  readonly hostIP: string;
  readonly hostIPs: readonly { readonly ip: string }[];
  readonly podIP: string;
  readonly podIPs: readonly { readonly ip: string }[];
  readonly conditions: readonly Condition[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses: readonly ContainerStatus[];
}

export interface StatusInput {
  readonly pod: Pod;
  /** By container name, of init containers too. */
  readonly containers: ReadonlyMap<string, ContainerStatus>;
  /** Why a container isn't ready, where that is known, by its name. */
  readonly why: ReadonlyMap<string, string>;
  readonly now: Date;
}

/** An init container that stays beside the others. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === "Always";
}

/** The status of a Pod whose containers are as given, as the kubelet derives it (pkg/kubelet/status/generate.go). */
export function podStatus({ pod, containers, why, now }: StatusInput): WrittenStatus {
  const time = timestamp(now);
  const statusesOf = (list: readonly Container[] | undefined) =>
    (list ?? []).map((one) => containers.get(one.name) ?? waiting(one, "PodInitializing"));
  const inits = statusesOf(pod.spec.initContainers);
  const mains = statusesOf(pod.spec.containers);
  const sidecars = new Set((pod.spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const initialized = inits.every((one) =>
    sidecars.has(one.name) ? one.started : one.state.terminated?.exitCode === 0,
  );
  const phase = phaseOf(pod, initialized, inits, mains);
  const unready = [...inits.filter(({ name }) => sidecars.has(name)), ...mains].filter(({ ready }) => !ready);
  const ready = initialized && unready.length === 0 && phase === "Running";
  const uninitialized = inits.filter(({ name, state }) => !sidecars.has(name) && state.terminated?.exitCode !== 0);
  const conditions: Omit<Condition, "lastTransitionTime">[] = [
    { type: "PodReadyToStartContainers", status: "True" },
    initialized
      ? { type: "Initialized", status: "True" }
      : {
          type: "Initialized",
          status: "False",
          reason: "ContainersNotInitialized",
          message: list("incomplete", uninitialized, why),
        },
    ready
      ? { type: "ContainersReady", status: "True" }
      : { type: "ContainersReady", status: "False", ...notReady(phase, unready, why) },
    readyCondition(pod, ready, phase, unready, why),
  ];
  const old = new Map((pod.status?.conditions ?? []).map((condition) => [condition.type, condition]));
  const mine = new Set(conditions.map(({ type }) => type));
  const ip = podIp(pod.metadata.uid);
  return {
    phase,
    startTime: pod.status?.startTime ?? time,
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    podIP: ip,
    podIPs: [{ ip }],
    conditions: [
      ...[...old.values()].filter(({ type }) => !mine.has(type)),
      ...conditions.map((condition) => {
        const before = old.get(condition.type);
        const since = before?.status === condition.status ? (before.lastTransitionTime ?? time) : time;
        return { ...condition, lastTransitionTime: since };
      }),
    ],
    ...(inits.length === 0 ? {} : { initContainerStatuses: inits }),
    containerStatuses: mains,
  };
}

/** A container that hasn't been started. */
export function waiting({ name, image }: Container, reason: string, message?: string): ContainerStatus {
  const state = { waiting: { reason, ...(message === undefined ? {} : { message }) } };
  return { name, image, imageID: "", ready: false, started: false, restartCount: 0, state };
}

/**
 * The address that a Pod shows: loopback, where it really is, is refused by EndpointSlices. Nothing listens there.
 *
 * @param uid the Pod's
 */
export function podIp(uid: string): string {
  const number = Number.parseInt(uid.replaceAll("-", "").slice(0, 4), 16) || 1;
  return `10.244.${number >> 8}.${number & 255}`;
}

const hostIp = "10.244.0.1";

function phaseOf(
  { spec }: Pod,
  initialized: boolean,
  inits: readonly ContainerStatus[],
  mains: readonly ContainerStatus[],
): string {
  const { restartPolicy = "Always" } = spec;
  const failed = ({ state }: ContainerStatus) => (state.terminated?.exitCode ?? 0) !== 0;
  if (!initialized) return restartPolicy === "Never" && inits.some(failed) ? "Failed" : "Pending";
  // Never started at all, unlike one that waits to be started again.
  if (mains.some(({ state, lastState }) => state.waiting && !lastState?.terminated)) return "Pending";
  if (mains.some(({ state }) => !state.terminated)) return "Running";
  if (restartPolicy === "Always") return "Running";
  if (!mains.some(failed)) return "Succeeded";
  return restartPolicy === "Never" ? "Failed" : "Running";
}

function readyCondition(
  { spec, status }: Pod,
  ready: boolean,
  phase: string,
  unready: readonly ContainerStatus[],
  why: ReadonlyMap<string, string>,
): Omit<Condition, "lastTransitionTime"> {
  if (!ready) return { type: "Ready", status: "False", ...notReady(phase, unready, why) };
  const closed = (spec.readinessGates ?? [])
    .map(({ conditionType }) => conditionType)
    .filter((type) => status?.conditions?.find((condition) => condition.type === type)?.status !== "True");
  if (closed.length === 0) return { type: "Ready", status: "True" };
  const message = `readiness gates that are not True: ${closed.join(", ")}`;
  return { type: "Ready", status: "False", reason: "ReadinessGatesNotReady", message };
}

function notReady(phase: string, unready: readonly ContainerStatus[], why: ReadonlyMap<string, string>) {
  if (phase === "Succeeded") return { reason: "PodCompleted" };
  if (phase === "Failed") return { reason: "PodFailed" };
  return { reason: "ContainersNotReady", message: list("unready", unready, why) };
}

function list(what: string, statuses: readonly ContainerStatus[], why: ReadonlyMap<string, string>): string {
  const reasons = statuses.flatMap(({ name }) => (why.has(name) ? [`${name}: ${why.get(name)}`] : []));
  const names = statuses.map(({ name }) => name).join(" ");
  return [`containers with ${what} status: [${names}]`, ...reasons].join("; ");
}
