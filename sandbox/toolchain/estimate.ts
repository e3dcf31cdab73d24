/** A piece of work: how long it was expected to take, and how much of it is done (0 to 1). */
export interface Work {
  readonly seconds: number;
  readonly fraction: number;
}

/** How fast this machine has been so far: seconds of expected work done, and seconds that it took. */
export interface Pace {
  readonly expected: number;
  readonly actual: number;
}

/** Below this much finished work, in seconds, the measured machine is a better guess than this one's first moments. */
const enoughToJudge = 15;

/**
 * Seconds until all the work is done, if this machine goes on as it did so far.
 *
 * Slower or faster than measured by more than a factor 20 is taken for a start-up effect, not for the machine.
 */
export function secondsLeft(work: readonly Work[], pace: Pace): number {
  const factor = pace.expected < enoughToJudge ? 1 : Math.min(20, Math.max(1 / 20, pace.actual / pace.expected));
  return factor * work.reduce((sum, { seconds, fraction }) => sum + seconds * (1 - Math.min(1, fraction)), 0);
}

/** "about 9 min left", in whole minutes, rounded up: nobody minds when it is sooner. */
export function formatTimeLeft(seconds: number): string {
  return seconds <= 60 ? "less than a minute left" : `about ${Math.ceil(seconds / 60)} min left`;
}
