import type { Choices } from "../choices.ts";
import { releasePorts, thisProcess } from "../kept-ports.ts";
import { freePorts } from "../ports.ts";
import { readJson, type StatePaths } from "../state.ts";

/** Free ports for containers and Services, none of which two of them get. */
export class PortPool {
  readonly #kept: ReadonlySet<number>;
  readonly #taken = new Set<number>();

  /** Leaves alone what the sandbox keeps for itself, also while nobody listens there. */
  constructor({ choices, pods }: StatePaths) {
    const own = Object.values(readJson<Partial<Choices>>(choices)?.ports ?? {});
    const services = Object.values(readJson<Record<string, number>>(`${pods}/services.json`) ?? {});
    this.#kept = new Set([...own, ...services]);
  }

  async take(count: number): Promise<number[]> {
    for (;;) {
      const ports = await freePorts(count, new Set([...this.#kept, ...this.#taken]));
      // Another one may have been given the same while these were tried.
      if (ports.some((port) => this.#taken.has(port))) continue;
      for (const port of ports) this.#taken.add(port);
      return ports;
    }
  }

  giveBack(ports: readonly number[]): void {
    for (const port of ports) this.#taken.delete(port);
    releasePorts(thisProcess, ports);
  }
}
