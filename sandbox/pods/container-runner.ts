import { timestamp } from "../../model/timestamp.ts";
import { pullDelay, restartDelay, steadyAfter } from "./back-off.ts";
import { type PortMap, portNamed } from "./container-ports.ts";
import type { ContainerProcess, Exit } from "./container-process.ts";
import type { PulledImage } from "./image-store.ts";
import { listenersOf } from "./listeners.ts";
import type { Container, ContainerStatus, Terminated } from "./pod.ts";
import { waiting } from "./pod-status.ts";
import type { ProbeTarget } from "./probe.ts";
import { freshHealth, type Health } from "./probe-state.ts";
import { pause, watchProbes } from "./prober.ts";

/** What a container needs from the Pod that it belongs to. */
export interface ContainerHost {
  readonly pull: (image: string) => Promise<PulledImage>;
  /** Whether the container is started again after it has ended. */
  readonly restarts: (exitCode: number) => boolean;
  /** Starts its process. Throws `ConfigError` when the Pod's spec asks for what isn't there. */
  readonly start: (container: Container, image: PulledImage) => Promise<StartedContainer>;
  /** Called with each change. */
  readonly changed: (status: ContainerStatus, why: string | undefined) => void;
  readonly event: (type: "Normal" | "Warning", reason: string, message: string) => void;
}

export interface StartedContainer {
  readonly process: ContainerProcess;
  readonly ports: PortMap;
  readonly target: ProbeTarget;
  readonly log: string;
}

/** A ConfigMap, Secret, key or field that isn't there: it may come yet. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const configRetry = 3_000;
/** For a process that its probes have given up, in seconds. */
const probeGrace = 5;

/** Runs one container of a Pod from its image's pull to its last end. */
export class ContainerRunner {
  readonly container: Container;
  readonly #host: ContainerHost;
  #status: ContainerStatus;
  #current: StartedContainer | undefined;
  #image: PulledImage | undefined;

  /** @param before the status that an earlier runner has written */
  constructor(container: Container, host: ContainerHost, before: ContainerStatus | undefined) {
    this.container = container;
    this.#host = host;
    const ended = before?.state.running ? lost(before) : before?.state.terminated;
    this.#status = {
      ...waiting(container, "ContainerCreating"),
      restartCount: (before?.restartCount ?? 0) + (ended ? 1 : 0),
      ...(ended ? { lastState: { terminated: ended } } : before?.lastState ? { lastState: before.lastState } : {}),
    };
  }

  /** Where one of its ports can be reached; undefined while its process doesn't run, or has no such port. */
  address(port: number | string): number | undefined {
    const inSpec = portNamed(this.container, port);
    return inSpec === undefined ? undefined : this.#current?.ports.get(inSpec);
  }

  /**
   * Works until the container has ended for good, or the signal comes; then its process is left to `stop`.
   *
   * @param started called once it has started up: those after a sidecar wait for that
   */
  async run(signal: AbortSignal, started: () => void = () => {}): Promise<void> {
    // What an earlier runner has written isn't true any more.
    this.#update({});
    for (let crashes = 0; !signal.aborted; ) {
      const image = await this.#pull(signal);
      const running = image && (await this.#start(image, signal));
      if (!running) return;
      const since = Date.now();
      const exit = await this.#watch(running, signal, started);
      if (!exit) return;
      this.#ended(running, exit);
      if (!this.#host.restarts(exit.exitCode)) return;
      crashes = Date.now() - since > steadyAfter ? 1 : crashes + 1;
      await this.#backOff(restartDelay(crashes - 1), signal);
    }
  }

  /** Ends its process, if there is one. */
  async stop(graceSeconds: number): Promise<void> {
    const running = this.#current;
    if (running) this.#ended(running, await running.process.stop(graceSeconds));
  }

  async #pull(signal: AbortSignal): Promise<PulledImage | undefined> {
    for (let failures = 0; !this.#image && !signal.aborted; ) {
      try {
        this.#image = await this.#host.pull(this.container.image);
      } catch (error) {
        failures += 1;
        this.#wait(failures === 1 ? "ErrImagePull" : "ImagePullBackOff", error);
        await pause(pullDelay(failures), signal);
      }
    }
    return this.#image;
  }

  async #start(image: PulledImage, signal: AbortSignal): Promise<StartedContainer | undefined> {
    while (!signal.aborted) {
      try {
        const running = await this.#host.start(this.container, image);
        this.#current = running;
        const { process, log, ports } = running;
        const addresses = [...ports.values()].map((port) => `127.0.0.1:${port}`).join(", ");
        const told = addresses === "" ? "" : `, told to listen on ${addresses}`;
        this.#host.event(
          "Normal",
          "Started",
          `${this.container.name} runs as process ${process.pid}${told}; log: ${log}`,
        );
        const { started, ready } = freshHealth(this.container);
        this.#update({
          imageID: image.id,
          containerID: `process://${process.pid}`,
          state: { running: { startedAt: process.startedAt } },
          ...{ started, ready },
        });
        return running;
      } catch (error) {
        this.#wait(error instanceof ConfigError ? "CreateContainerConfigError" : "CreateContainerError", error);
        await pause(configRetry, signal);
      }
    }
    return undefined;
  }

  /** @returns undefined when the signal came first */
  async #watch(running: StartedContainer, signal: AbortSignal, started: () => void): Promise<Exit | undefined> {
    const { process, ports, target } = running;
    const over = new AbortController();
    const came = Promise.withResolvers<undefined>();
    const abort = () => came.resolve(undefined);
    signal.addEventListener("abort", abort, { once: true });
    if (freshHealth(this.container).started) started();
    const probing = watchProbes({
      ...{ container: this.container, process, ports, target },
      stop: AbortSignal.any([signal, over.signal]),
      changed: (health, failure) => {
        if (health.started) started();
        if (failure) this.#host.event("Warning", "Unhealthy", `${failure.kind} probe failed: ${failure.why}`);
        else this.#tellOpenPorts(process.pid);
        this.#healthy(health, failure && `${failure.kind} probe failed: ${failure.why}`);
      },
      failed: (kind) => {
        this.#host.event("Normal", "Killing", `${this.container.name} failed its ${kind} probe and is started anew`);
        void process.stop(probeGrace);
      },
    });
    try {
      return await Promise.race([process.exited, came.promise]);
    } finally {
      over.abort();
      signal.removeEventListener("abort", abort);
      await probing;
    }
  }

  #tellOpenPorts(pid: number): void {
    const open = listenersOf(pid).filter(({ loopback }) => !loopback);
    if (open.length === 0) return;
    const ports = open.map(({ port }) => port).join(", ");
    const words = `${this.container.name} listens on all addresses (port ${ports}): here it should read HOST`;
    this.#host.event("Warning", "ListensOnAllAddresses", words);
  }

  #healthy({ started, ready }: Health, why: string | undefined): void {
    this.#update({ started, ready }, why);
  }

  #ended({ process, log }: StartedContainer, { exitCode, signal }: Exit): void {
    if (this.#current?.process !== process) return;
    this.#current = undefined;
    const message = `${signal === undefined ? `exit code ${exitCode}` : `ended by ${signal}`}; log: ${log}`;
    const terminated: Terminated = {
      ...{ exitCode, reason: exitCode === 0 ? "Completed" : "Error", message },
      startedAt: process.startedAt,
      finishedAt: timestamp(new Date()),
      containerID: `process://${process.pid}`,
    };
    this.#update({ state: { terminated }, started: false, ready: false }, message);
  }

  async #backOff(delay: number, signal: AbortSignal): Promise<void> {
    const { terminated } = this.#status.state;
    const lastState = terminated ? { lastState: { terminated } } : {};
    if (delay > 0) {
      const { name } = this.container;
      const message = `back-off ${delay / 1000}s restarting failed container ${name}: ${terminated?.message}`;
      this.#update({ ...lastState, state: { waiting: { reason: "CrashLoopBackOff", message } } }, message);
      this.#host.event("Warning", "BackOff", message);
      await pause(delay, signal);
    }
    if (!signal.aborted) this.#update({ ...lastState, restartCount: this.#status.restartCount + 1 });
  }

  #wait(reason: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#host.event("Warning", "Failed", message);
    this.#update({ state: { waiting: { reason, message } }, started: false, ready: false }, message);
  }

  #update(change: Partial<ContainerStatus>, why?: string): void {
    this.#status = { ...this.#status, ...change };
    this.#host.changed(this.#status, this.#status.ready ? undefined : why);
  }
}

/** A process that ended with the runner that had started it. */
export function lost({ state, containerID }: ContainerStatus): Terminated {
  return {
    exitCode: 137,
    reason: "ContainerStatusUnknown",
    message: "the sandbox was stopped",
    ...(state.running ? { startedAt: state.running.startedAt } : {}),
    ...(containerID === undefined ? {} : { containerID }),
  };
}
