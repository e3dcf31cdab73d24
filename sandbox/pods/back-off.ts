/**
 * How long a container waits before it is started again, in milliseconds, as the kubelet: at once the first time, then
 * 10 s, twice as long each time, 5 min at most; from the beginning once it has run for 10 min.
 *
 * @param crashes how often in a row it has ended before
 */
export function restartDelay(crashes: number): number {
  return crashes <= 0 ? 0 : Math.min(10_000 * 2 ** (crashes - 1), 300_000);
}

/** After running this long, in milliseconds, a container counts as one that has never crashed. */
export const steadyAfter = 600_000;

/** How long a registry is left alone after it has refused an image, in milliseconds. The kubelet begins with 10 s. */
export function pullDelay(failures: number): number {
  return Math.min(1_000 * 2 ** Math.max(0, failures - 1), 60_000);
}
