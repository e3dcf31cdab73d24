import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { formatProblem, UserError } from "../../model/problem.ts";
import type { Progress, Step } from "../../progress/progress.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { removeFolder } from "../remove-folder.ts";
import { cacheFolders, trash } from "./cache.ts";
import { formatMegabytes, usedMegabytes } from "./disk.ts";
import type { Environment } from "./environment.ts";
import { formatTimeLeft, secondsLeft } from "./estimate.ts";
import { findGo, goProblem } from "./go.ts";
import { endOrphans, type GoContext } from "./go-command.ts";
import type { Job } from "./job.ts";
import { isLock, type Lock, type LockHolder, tryLock } from "./lock.ts";

/** What a builder works with. */
export interface BuilderOptions {
  readonly cache: string;
  readonly progress: Progress;
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Whether everything that this clone can ask for is there, so that Go's caches aren't needed any more. */
  readonly complete: () => Promise<boolean>;
}

/** How long another process may hold the lock without its progress changing, in milliseconds, before we give up. */
const patience = 30 * 60_000;
const lookEvery = 500;
const tellEvery = 1_000;

/**
 * Makes jobs one after another, lowest order first, under the cache's lock: one Go build at a time on a machine,
 * however many clones ask. While another process builds, jobs are answered as soon as that one has put them there.
 */
export class Builder {
  readonly #options: BuilderOptions;
  readonly #folders: ReturnType<typeof cacheFolders>;
  readonly #queue = new Set<Job>();
  #spent = { expected: 0, actual: 0 };
  #toldAt = 0;

  constructor(options: BuilderOptions) {
    this.#options = options;
    this.#folders = cacheFolders(options.cache);
  }

  add(job: Job): void {
    this.#queue.add(job);
  }

  /** Works until no job is left. Never throws: each job's promise tells how it went. */
  async run(): Promise<void> {
    try {
      const lock = await this.#lock();
      if (!lock) return;
      try {
        await this.#makeAll();
      } finally {
        lock.release();
      }
      await this.#emptyTrash();
    } catch (error) {
      for (const job of this.#queue) this.#settle(job, () => job.waiting.reject(error));
    }
  }

  /** @returns undefined when every job was answered by somebody else's work */
  async #lock(): Promise<Lock | undefined> {
    const { signal, progress } = this.#options;
    let step: Step | undefined;
    let last = { text: "", since: Date.now() };
    try {
      for (;;) {
        signal.throwIfAborted();
        const answer = tryLock(this.#folders.lock, join(import.meta.dirname, "..", ".."));
        if (isLock(answer)) {
          step?.done();
          return answer;
        }
        this.#takeWhatIsThere();
        if (this.#queue.size === 0) {
          step?.done();
          return undefined;
        }
        step ??= progress.step("wait for programs that another Slipway builds");
        const text = this.#readStatus();
        if (text !== last.text) last = { text, since: Date.now() };
        if (Date.now() - last.since > patience) throw this.#stuck(answer);
        step.update(`process ${answer.pid} (${answer.folder})${text === "" ? "" : `: ${text}`}`);
        await sleep(lookEvery, undefined, { signal });
      }
    } catch (error) {
      step?.fail();
      throw signal.aborted ? signal.reason : error;
    }
  }

  async #makeAll(): Promise<void> {
    const { work } = this.#folders;
    mkdirSync(work, { recursive: true });
    endOrphans(this.#folders);
    for (const leftOver of ["tmp", "out"]) await removeFolder(join(work, leftOver));
    mkdirSync(join(work, "out"));
    this.#takeWhatIsThere();
    if (this.#queue.size > 0) {
      const context = await this.#context();
      const ahead: Promise<unknown>[] = [];
      try {
        for (let job = this.#next(); job; job = this.#next()) {
          ahead.push(this.#fetchAhead(job, context));
          await this.#make(job, context);
        }
      } finally {
        await Promise.allSettled(ahead);
      }
    }
    rmSync(this.#statusFile(), { force: true });
    if (await this.#options.complete()) await this.#dropGoCaches();
  }

  async #dropGoCaches(): Promise<void> {
    const { root, work } = this.#folders;
    const megabytes = await usedMegabytes(work);
    await rename(work, join(root, `trash-${process.pid}-${Date.now()}`));
    // A folder that never held a build isn't worth a line.
    if (megabytes >= 1) this.#options.progress.note(`Removed Go's caches: ${formatMegabytes(megabytes)} of disk freed`);
  }

  /** Without the lock, which others wait for: removing a Go cache takes a while, and nobody else knows its new name. */
  async #emptyTrash(): Promise<void> {
    for (const folder of await trash(this.#folders.root)) {
      try {
        await removeFolder(folder);
      } catch (error) {
        this.#options.progress.note(`Could not remove ${folder}, which nothing needs any more: ${error}`);
      }
    }
  }

  async #context(): Promise<GoContext> {
    const { env, signal } = this.#options;
    const go = await findGo(env);
    const problem = goProblem(go);
    if (problem || !go) throw new UserError(problem ? formatProblem(problem) : "Go is missing");
    return { go, folders: this.#folders, env, signal };
  }

  async #make(job: Job, context: GoContext): Promise<void> {
    const step = this.#options.progress.step(`get ${job.label}`);
    const started = Date.now();
    const before = this.#spent;
    let first: number | undefined;
    const show = (fraction: number, text: string) => {
      first ??= fraction;
      this.#spent = {
        expected: before.expected + (fraction - first) * job.seconds,
        actual: before.actual + (Date.now() - started) / 1000,
      };
      const work = [...this.#queue].map((other) => ({
        seconds: other.seconds,
        fraction: other === job ? fraction : 0,
      }));
      const left = `all programs: ${formatTimeLeft(secondsLeft(work, this.#spent))}`;
      const told = text === "" ? left : `${text}; ${left}`;
      step.update(told);
      this.#writeStatus(`${job.label}: ${told}`);
    };
    try {
      show(0, "");
      first = undefined;
      const path = await job.make(context, show);
      show(1, "");
      this.#settle(job, () => job.waiting.resolve(path));
      step.done();
    } catch (error) {
      this.#settle(job, () => job.waiting.reject(error));
      step.fail();
      // Aborted: nothing that is still waiting will be made.
      context.signal.throwIfAborted();
    }
  }

  /** While one program compiles, the network is idle: once it has its own modules, the next one's are fetched. */
  async #fetchAhead(job: Job, context: GoContext): Promise<void> {
    try {
      await job.fetch?.(context);
      await this.#inOrder()
        .find((other) => other !== job && other.fetch)
        ?.fetch?.(context);
    } catch {
      // Whoever makes that job meets the same promise, and tells.
    }
  }

  #next(): Job | undefined {
    return this.#inOrder()[0];
  }

  #inOrder(): Job[] {
    return [...this.#queue].sort((a, b) => a.order - b.order);
  }

  #takeWhatIsThere(): void {
    for (const job of this.#queue) {
      const path = job.find();
      if (path !== undefined) this.#settle(job, () => job.waiting.resolve(path));
    }
  }

  #settle(job: Job, settle: () => void): void {
    this.#queue.delete(job);
    settle();
  }

  #stuck(holder: LockHolder): UserError {
    return new UserError(
      `waited ${patience / 60_000} minutes for process ${holder.pid} (${holder.folder}), which builds programs into ` +
        `${this.#folders.root}, and its progress didn't change. End that process, then run the same command again`,
    );
  }

  #statusFile(): string {
    return join(this.#folders.lock, "status.txt");
  }

  #readStatus(): string {
    try {
      return readFileSync(this.#statusFile(), "utf8");
    } catch {
      return "";
    }
  }

  #writeStatus(text: string): void {
    if (Date.now() - this.#toldAt < tellEvery) return;
    this.#toldAt = Date.now();
    writeFileAtomic(this.#statusFile(), text);
  }
}
