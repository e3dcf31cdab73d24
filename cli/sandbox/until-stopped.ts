import { once } from "node:events";

/**
 * Waits until `signal` aborts, and keeps the process alive meanwhile. Neither a handler of signals nor a listener does
 * that: with every connection closed, Node ends with "unsettled top-level await", and the sandbox's processes stay.
 */
export async function untilStopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    await once(signal, "abort");
  } finally {
    clearInterval(alive);
  }
}
