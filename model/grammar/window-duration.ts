import { goNanoseconds } from "../duration.ts";
import { shown } from "../words.ts";

/**
 * Why a duration is no good for a sync window of Argo CD; undefined when it is. Go's units end at hours; a window of no
 * length is read but never open. Proved by the oracle `duration`.
 */
export function windowDuration(text: string): string | undefined {
  const nanoseconds = goNanoseconds(text);
  if (nanoseconds === undefined) return `${shown(text)} isn't a duration Go can read. ${better(text)}`;
  return nanoseconds > 0n ? undefined : `A window of ${shown(text)} is never open`;
}

function better(text: string): string {
  const [, count, unit] = /^([0-9]{1,4})\s*([dw])$/.exec(text.trim()) ?? [];
  return count === undefined ? "Write for example 1h or 1h30m" : `Write ${Number(count) * (unit === "w" ? 168 : 24)}h`;
}
