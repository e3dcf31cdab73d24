/** How many seconds the middle one of several runs took, shown as a line. */
export async function median(name: string, runs: number, work: () => Promise<unknown> | unknown): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    const started = performance.now();
    await work();
    times.push((performance.now() - started) / 1000);
  }
  const seconds = middle(times);
  line(name, seconds);
  return seconds;
}

export function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** `check + compile, 20 Stages    1.2 ms` */
export function line(name: string, seconds: number, more = ""): void {
  const time = seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(1)} s`;
  console.log(`${name.padEnd(52)} ${time}${more}`);
}

/** What the numbers are measured for: one against another, so that the machine's speed falls out. */
export function ratio(what: string, a: number, b: number, bound?: number): void {
  console.log(`  → ${what}: ${(a / b).toFixed(2)}${bound === undefined ? "" : ` (at most ${bound})`}\n`);
}
