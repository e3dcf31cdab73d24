import { setTimeout as sleep } from "node:timers/promises";

export interface Progress<T> {
  /** Set when the wait is over. */
  readonly result?: T;
  /** What is still missing; shown to the user, and in the error when the time is over. */
  readonly waitingFor: string;
}

/** The time was over. The message says what it waited for and how long. */
export class WaitTimeout extends Error {
  override readonly name = "WaitTimeout";
}

const shortestMs = 100;
const longestMs = 1000;

/**
 * Asks again and again, at first quickly, until there is a result.
 * @param report called when what is missing changes
 * @throws WaitTimeout after `timeoutMs`; the signal's reason when aborted; whatever `step` throws
 */
export async function until<T>(
  step: () => Promise<Progress<T>>,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly report: (text: string) => void },
): Promise<T> {
  const start = Date.now();
  let told = "";
  for (let pause = shortestMs; ; pause = Math.min(pause * 1.5, longestMs)) {
    const progress = await step();
    if (progress.result !== undefined) return progress.result;
    if (progress.waitingFor !== told) options.report(progress.waitingFor);
    told = progress.waitingFor;
    const left = options.timeoutMs - (Date.now() - start);
    if (left <= 0)
      throw new WaitTimeout(`timed out waiting for the condition after ${options.timeoutMs / 1000} s: ${told}`);
    await sleep(Math.min(pause, left), undefined, { signal: options.signal }).catch((error: unknown) => {
      // The reason says who ended the wait; the timer's own error only that it was ended.
      throw options.signal.aborted ? options.signal.reason : error;
    });
  }
}
