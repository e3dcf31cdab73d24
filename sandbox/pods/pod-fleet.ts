import { type Pod, runsHere } from "./pod.ts";
import { PodWorker } from "./pod-worker.ts";
import { type Backend, type Route, route, type Service, selects, serviceKey } from "./service-routing.ts";
import type { PodSurroundings } from "./start-container.ts";

/** All Pods of the cluster, those that run and those that kwok simulates, and the Services before them. */
export class PodFleet {
  readonly #around: PodSurroundings;
  readonly #pods = new Map<string, Pod>();
  readonly #workers = new Map<string, PodWorker>();
  readonly #services = new Map<string, Service>();

  constructor(surroundings: PodSurroundings) {
    this.#around = surroundings;
  }

  podSeen(pod: Pod): void {
    const { uid } = pod.metadata;
    this.#pods.set(uid, pod);
    const worker = this.#workers.get(uid);
    if (worker) {
      worker.seen(pod);
      return;
    }
    // The scheduler has to have placed it: its Node is what runs it.
    if (pod.spec.nodeName === undefined || !runsHere(pod, this.#around.registry)) return;
    this.#workers.set(uid, new PodWorker(pod, this.#around));
  }

  podGone(uid: string): void {
    this.#pods.delete(uid);
    const worker = this.#workers.get(uid);
    this.#workers.delete(uid);
    worker?.vanished().catch((error: unknown) => console.error(String(error)));
  }

  /** @param uids of every Pod there is: the others went away unseen */
  podsAre(uids: ReadonlySet<string>): void {
    for (const uid of this.#pods.keys()) if (!uids.has(uid)) this.podGone(uid);
  }

  serviceSeen(service: Service): void {
    this.#services.set(keyOf(service), service);
  }

  serviceGone(key: string): void {
    this.#services.delete(key);
  }

  servicesAre(services: readonly Service[]): void {
    const keys = new Set(services.map(keyOf));
    for (const key of this.#services.keys()) if (!keys.has(key)) this.#services.delete(key);
  }

  /** Every Service, and whether a Pod of it runs. */
  services(): Map<string, boolean> {
    const running = [...this.#workers.values()].map(({ pod }) => this.#backend(pod));
    return new Map([...this.#services].map(([key, service]) => [key, running.some((one) => selects(service, one))]));
  }

  /** Where a request to a Service goes; undefined when there is no such Service. */
  route(key: string, port: number | undefined): Route | undefined {
    const service = this.#services.get(key);
    return (
      service &&
      route(
        service,
        port,
        [...this.#pods.values()].map((pod) => this.#backend(pod)),
      )
    );
  }

  /** Ends every process; the Pods stay. */
  async abandon(graceSeconds: number): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.abandon(graceSeconds)));
  }

  #backend({ metadata: { uid, name, namespace = "", labels = {} } }: Pod): Backend {
    const worker = this.#workers.get(uid);
    const state = worker === undefined ? "simulated" : worker.isReady ? "ready" : "not ready";
    return { name, namespace, labels, state, address: (port) => worker?.address(port) };
  }
}

function keyOf({ metadata: { name, namespace = "" } }: Service): string {
  return serviceKey({ name, namespace });
}
