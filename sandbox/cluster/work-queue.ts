import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs work per key: one run at a time for each key, one more after it when the key came up again meanwhile, and again
 * with growing pauses as long as it fails.
 */
export class WorkQueue {
  readonly #work: (key: string) => Promise<void>;
  readonly #states = new Map<string, "running" | "again">();

  constructor(work: (key: string) => Promise<void>) {
    this.#work = work;
  }

  add(key: string): void {
    if (this.#states.has(key)) {
      this.#states.set(key, "again");
      return;
    }
    this.#states.set(key, "running");
    void this.#run(key);
  }

  async #run(key: string): Promise<void> {
    for (let failures = 0; ; ) {
      this.#states.set(key, "running");
      try {
        await this.#work(key);
        failures = 0;
      } catch (error) {
        failures += 1;
        console.error(`${key}: ${error instanceof Error ? error.message : error}`);
        await sleep(Math.min(200 * 2 ** (failures - 1), 10_000));
      }
      if (failures === 0 && this.#states.get(key) === "running") break;
    }
    this.#states.delete(key);
  }
}
