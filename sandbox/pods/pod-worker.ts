import { setTimeout as sleep } from "node:timers/promises";
import { timestamp } from "../../model/timestamp.ts";
import { ClusterError, resourcePath } from "../cluster/cluster-client.ts";
import { removeFolder } from "../remove-folder.ts";
import { ContainerRunner, lost } from "./container-runner.ts";
import { type Container, type ContainerStatus, isFromRegistry, type Pod, podName } from "./pod.ts";
import { PodEvents } from "./pod-events.ts";
import { isSidecar, podStatus, type WrittenStatus, waiting } from "./pod-status.ts";
import { simulatedParts } from "./simulated-parts.ts";
import { logFolder, type PodSurroundings, runFolder, startContainer } from "./start-container.ts";
import { StatusWriter } from "./status-writer.ts";

const deleteRetry = 500;

/** Plays the kubelet for one Pod: starts its containers, tells how they are, and ends them with it. */
export class PodWorker {
  #pod: Pod;
  readonly #around: PodSurroundings;
  readonly #events: PodEvents;
  readonly #writer: StatusWriter;
  readonly #stop = new AbortController();
  readonly #runners: ContainerRunner[] = [];
  readonly #containers = new Map<string, ContainerStatus>();
  readonly #why = new Map<string, string>();
  readonly #running: Promise<void>;
  #last: WrittenStatus | undefined;
  #ending: Promise<void> | undefined;
  /** The Pod's object is gone, so nothing can be written about it. */
  #gone = false;

  constructor(pod: Pod, surroundings: PodSurroundings) {
    this.#pod = pod;
    this.#around = surroundings;
    this.#events = new PodEvents(surroundings.client, pod);
    this.#writer = new StatusWriter(surroundings.client, pod);
    this.#running = this.#run().catch((error: unknown) => console.error(`${podName(pod)}: ${String(error)}`));
  }

  get pod(): Pod {
    return this.#pod;
  }

  /** Whether Services may send it requests. */
  get isReady(): boolean {
    if (this.#pod.metadata.deletionTimestamp !== undefined || this.#ending) return false;
    return this.#last?.conditions.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
  }

  /** The port on 127.0.0.1 behind a port of the Pod, by its name or number; undefined while nothing listens for it. */
  address(port: number | string): number | undefined {
    for (const runner of this.#runners) {
      const here = runner.address(port);
      if (here !== undefined) return here;
    }
    return undefined;
  }

  /** A newer version of the Pod's object. */
  seen(pod: Pod): void {
    this.#pod = pod;
    if (pod.metadata.deletionTimestamp === undefined) return;
    // A second deletion may shorten the grace period; one that has begun is left to its end.
    this.#ending ??= this.#end(pod.metadata.deletionGracePeriodSeconds ?? 30);
  }

  /** The Pod's object is gone: without a grace period, or while the API server was away. */
  async vanished(): Promise<void> {
    this.#gone = true;
    this.#ending ??= this.#end(0);
    await this.#ending;
  }

  /** Ends the processes, not the Pod: the sandbox stops. */
  async abandon(graceSeconds: number): Promise<void> {
    this.#gone = true;
    this.#stop.abort();
    await Promise.all(this.#runners.map((runner) => runner.stop(graceSeconds)));
  }

  async #run(): Promise<void> {
    const { spec, status, metadata } = this.#pod;
    const finished = status?.phase === "Succeeded" || status?.phase === "Failed";
    if (metadata.deletionTimestamp !== undefined) return this.seen(this.#pod);
    if (finished) return;
    for (const part of simulatedParts(this.#pod, this.#around.registry)) this.#events.emit("Normal", "Simulated", part);
    for (const container of spec.initContainers ?? []) {
      if (!(await this.#initialize(container))) return;
    }
    await Promise.all(spec.containers.map((container) => this.#runMain(container)));
  }

  /** @returns false when the Pod goes no further */
  async #initialize(container: Container): Promise<boolean> {
    const sidecar = isSidecar(container);
    if (!isFromRegistry(container.image, this.#around.registry)) {
      this.#set(sidecar ? simulatedRunning(container) : simulatedDone(container));
      return true;
    }
    const runner = this.#runner(container, (exitCode) => {
      return sidecar || (exitCode !== 0 && this.#pod.spec.restartPolicy !== "Never");
    });
    if (sidecar) {
      const started = Promise.withResolvers<void>();
      this.#stop.signal.addEventListener("abort", () => started.resolve(), { once: true });
      void runner.run(this.#stop.signal, started.resolve);
      await started.promise;
    } else {
      await runner.run(this.#stop.signal);
      const succeeded = this.#containers.get(container.name)?.state.terminated?.exitCode === 0;
      if (succeeded) this.#set({ ...(this.#containers.get(container.name) ?? waiting(container, "")), ready: true });
      if (!succeeded) return false;
    }
    return !this.#stop.signal.aborted;
  }

  async #runMain(container: Container): Promise<void> {
    if (!isFromRegistry(container.image, this.#around.registry)) return this.#set(simulatedRunning(container));
    const { restartPolicy = "Always" } = this.#pod.spec;
    const restarts = (exitCode: number) =>
      restartPolicy === "Always" || (restartPolicy === "OnFailure" && exitCode !== 0);
    const before = this.#pod.status?.containerStatuses?.find(({ name }) => name === container.name);
    const ended = before?.state.running ? lost(before) : before?.state.terminated;
    // It has ended for good before this runner came, or with the one before it.
    if (before && ended && !restarts(ended.exitCode)) {
      return this.#set({ ...before, ready: false, started: false, state: { terminated: ended } });
    }
    await this.#runner(container, restarts).run(this.#stop.signal);
  }

  #runner(container: Container, restarts: (exitCode: number) => boolean): ContainerRunner {
    const all = [...(this.#pod.status?.initContainerStatuses ?? []), ...(this.#pod.status?.containerStatuses ?? [])];
    const runner = new ContainerRunner(
      container,
      {
        pull: (image) => this.#around.images.pull(image),
        restarts,
        start: (of, image) => startContainer(of, image, this.#pod, this.#around),
        changed: (status, why) => this.#set(status, why),
        event: (type, reason, message) => this.#events.emit(type, reason, message),
      },
      all.find(({ name }) => name === container.name),
    );
    this.#runners.push(runner);
    return runner;
  }

  #set(status: ContainerStatus, why?: string): void {
    this.#containers.set(status.name, status);
    if (why === undefined) this.#why.delete(status.name);
    else this.#why.set(status.name, why);
    if (this.#gone) return;
    const known = this.#pod.status ?? {};
    // What was written last may not have come back yet.
    const pod = this.#last
      ? { ...this.#pod, status: { ...known, ...ownConditions(known.conditions, this.#last) } }
      : this.#pod;
    this.#last = podStatus({ pod, containers: this.#containers, why: this.#why, now: new Date() });
    this.#writer.write(this.#last);
  }

  async #end(graceSeconds: number): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#runners.map((runner) => runner.stop(graceSeconds)));
    await this.#running;
    // One that was about to start when the signal came.
    await Promise.all(this.#runners.map((runner) => runner.stop(graceSeconds)));
    await this.#writer.settled();
    if (!this.#gone) await this.#delete();
    for (const folder of [runFolder(this.#around, this.#pod), logFolder(this.#around, this.#pod)]) {
      await removeFolder(folder);
    }
  }

  /** As the kubelet does once nothing of a Pod runs any more. */
  async #delete(): Promise<void> {
    const { name, namespace = "", uid } = this.#pod.metadata;
    const path = resourcePath({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace } });
    const body = { gracePeriodSeconds: 0, preconditions: { uid } };
    for (;;) {
      try {
        await this.#around.client.json("DELETE", path, { type: "application/json", text: JSON.stringify(body) });
        return;
      } catch (error) {
        // 409: another Pod has its name by now.
        if (this.#gone || (error instanceof ClusterError && [404, 409].includes(error.status))) return;
        console.error(String(error));
        await sleep(deleteRetry);
      }
    }
  }
}

function ownConditions(known: WrittenStatus["conditions"] = [], last: WrittenStatus) {
  const own = new Set(last.conditions.map(({ type }) => type));
  return { startTime: last.startTime, conditions: [...known.filter(({ type }) => !own.has(type)), ...last.conditions] };
}

function simulatedRunning(container: Container): ContainerStatus {
  const state = { running: { startedAt: timestamp(new Date()) } };
  return { ...waiting(container, ""), imageID: container.image, ready: true, started: true, state };
}

function simulatedDone(container: Container): ContainerStatus {
  const at = timestamp(new Date());
  const state = { terminated: { exitCode: 0, reason: "Completed", startedAt: at, finishedAt: at } };
  return { ...waiting(container, ""), imageID: container.image, ready: true, state };
}
