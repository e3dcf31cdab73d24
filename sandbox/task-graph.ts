/** One task and what must be done before it. */
export interface Task {
  readonly needs: readonly string[];
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/**
 * Runs each task as soon as all that it needs is done. When one fails the others are told to stop by their signal, and
 * the failure is thrown once all of them have come to an end.
 *
 * @throws the first failure, or the signal's reason when it was aborted
 */
export async function runTasks(tasks: Readonly<Record<string, Task>>, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const running = new Map<string, Promise<void>>();
  let first: { readonly error: unknown } | undefined;
  const launch = (name: string): Promise<void> => {
    const known = running.get(name);
    if (known) return known;
    const task = tasks[name];
    if (!task) throw new Error(`there is no task ${name}`);
    const done = (async () => {
      await Promise.all(task.needs.map(launch));
      either.throwIfAborted();
      await task.run(either);
    })();
    running.set(name, done);
    return done.catch((error: unknown) => {
      first ??= { error };
      stop.abort(error);
      throw error;
    });
  };
  await Promise.allSettled(Object.keys(tasks).map(launch));
  signal.throwIfAborted();
  if (first) throw first.error;
}
