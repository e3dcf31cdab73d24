import { WorkQueue } from "../../cluster/work-queue.ts";

/** Looks at objects of one kind, each as soon as something about it changed and when it asked to be looked at again. */
export class Reconciler {
  private readonly queue: WorkQueue;
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private isStopped = false;

  /** @param work answers after how many milliseconds it is to be called again */
  constructor(work: (namespace: string, name: string) => Promise<number | undefined>) {
    this.queue = new WorkQueue(async (key) => {
      if (this.isStopped) return;
      clearTimeout(this.timers.get(key));
      const slash = key.indexOf("/");
      const once = work(key.slice(0, slash), key.slice(slash + 1)).then((again) => {
        if (again !== undefined)
          this.timers.set(
            key,
            setTimeout(() => this.add(key), again),
          );
      });
      this.running.add(once);
      try {
        await once;
      } catch (error) {
        // What was stopped half-way isn't tried again.
        if (!this.isStopped) throw error;
      } finally {
        this.running.delete(once);
      }
    });
  }

  /** @param key `<namespace>/<name>` */
  add(key: string): void {
    if (!this.isStopped) this.queue.add(key);
  }

  /** Begins nothing more, and waits for what runs. */
  async stopped(): Promise<void> {
    this.isStopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.allSettled(this.running);
  }
}
