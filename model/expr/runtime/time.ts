import { Failure } from "./evaluation-error.ts";
import { offsetAt } from "./zone.ts";

/** Go's time.Duration. */
export class GoDuration {
  readonly type = "time.Duration";
  readonly nanoseconds: bigint;
  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

/** Go's *time.Location: UTC, a zone of the IANA database, or a fixed offset that a date named. */
export class GoLocation {
  readonly type = "*time.Location";
  readonly name: string;
  /** In seconds; undefined for a zone of the database. */
  readonly fixed?: number;
  constructor(name: string, fixed?: number) {
    this.name = name;
    if (fixed !== undefined) this.fixed = fixed;
  }
  /** Seconds east of UTC. */
  offset(milliseconds: number): number {
    return this.fixed ?? offsetAt(this.name, milliseconds);
  }
}

export const utc = new GoLocation("UTC", 0);

/** Go's time.Time. */
export class GoTime {
  readonly type = "time.Time";
  /** Since 1970, UTC. */
  readonly nanoseconds: bigint;
  readonly location: GoLocation;
  constructor(nanoseconds: bigint, location: GoLocation = utc) {
    this.nanoseconds = nanoseconds;
    this.location = location;
  }
  static fromMilliseconds(milliseconds: number, location: GoLocation = utc): GoTime {
    if (!Number.isFinite(milliseconds)) throw new Failure("no time");
    return new GoTime(BigInt(Math.round(milliseconds)) * 1_000_000n, location);
  }
  add(nanoseconds: bigint): GoTime {
    return new GoTime(this.nanoseconds + nanoseconds, this.location);
  }
  since(other: GoTime): GoDuration {
    const difference = this.nanoseconds - other.nanoseconds;
    const most = 2n ** 63n - 1n;
    return new GoDuration(difference > most ? most : difference < -most - 1n ? -most - 1n : difference);
  }
  in(location: GoLocation): GoTime {
    return new GoTime(this.nanoseconds, location);
  }
  /** What clock and calendar show there. */
  get shown(): Shown {
    const milliseconds = floorDivide(this.nanoseconds, 1_000_000n);
    const offset = this.location.offset(Number(milliseconds));
    const local = new Date(Number(milliseconds) + offset * 1000);
    return {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      weekday: local.getUTCDay(),
      nanosecond: Number(this.nanoseconds - floorDivide(this.nanoseconds, 1_000_000_000n) * 1_000_000_000n),
      offset,
    };
  }
}

export interface Shown {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
  readonly nanosecond: number;
  /** Seconds east of UTC. */
  readonly offset: number;
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

export function padded(value: number, length: number): string {
  return String(value).padStart(length, "0");
}

/** RFC 3339 with the digits of the second that aren't 0. */
export function encodeTime(time: GoTime): string {
  const at = time.shown;
  if (at.year < 0 || at.year > 9999) throw new Failure("Time.MarshalJSON: year outside of range [0,9999]");
  const day = `${padded(at.year, 4)}-${padded(at.month, 2)}-${padded(at.day, 2)}`;
  const clock = `${padded(at.hour, 2)}:${padded(at.minute, 2)}:${padded(at.second, 2)}`;
  const part = at.nanosecond === 0 ? "" : `.${padded(at.nanosecond, 9).replace(/0+$/, "")}`;
  return `${day}T${clock}${part}${at.offset === 0 ? "Z" : zoneOffset(at.offset, ":")}`;
}

/** `+02:00` */
export function zoneOffset(seconds: number, separator: string): string {
  const minutes = Math.trunc(Math.abs(seconds) / 60);
  return `${seconds < 0 ? "-" : "+"}${padded(Math.trunc(minutes / 60), 2)}${separator}${padded(minutes % 60, 2)}`;
}
