import { goNanoseconds } from "../../model/duration.ts";

/** After how many milliseconds a step that waits asks to be tried again. The step's schema has checked the text. */
export function pollInterval(written: string | undefined, byDefault: number): number {
  const nanoseconds = written ? goNanoseconds(written) : undefined;
  return nanoseconds === undefined ? byDefault : Number(nanoseconds) / 1e6;
}
