import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process told apart from every later one that gets the same pid. Plain data, so that it can be kept in a file. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the kernel started it, in the kernel's own notation: compared, never read. */
  readonly startTime: string;
}

/**
 * Who has this pid at the moment.
 *
 * @returns undefined when nobody has it, or only a zombie that its parent has not collected yet: that one runs no
 *   more, holds no port and no file
 */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const startTime = process.platform === "linux" ? startTimeFromProc(pid) : startTimeFromPs(pid);
  return startTime === undefined ? undefined : { pid, startTime };
}

/** Whether the process that was identified still runs. False also when its pid went to another process. */
export function isSame(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startTime === identity.startTime;
}

/**
 * The start time in a `/proc/PID/stat` line: field 22, clock ticks since boot (proc_pid_stat(5)).
 *
 * @returns undefined for a dead process (state Z or X), and for text that is no such line
 */
export function parseStat(stat: string): string | undefined {
  // The program's name stands in brackets and may hold brackets and blanks itself: count from the last one.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (state === undefined || "ZXx".includes(state)) return undefined;
  return rest[18];
}

/**
 * The start time in a line of `ps -o state=,lstart=`, for systems without /proc.
 *
 * @returns undefined for a zombie or an empty answer
 */
export function parsePs(line: string): string | undefined {
  const [state = "", ...started] = line.trim().split(/\s+/);
  return state === "" || state.startsWith("Z") || started.length === 0 ? undefined : started.join(" ");
}

function startTimeFromProc(pid: number): string | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}

function startTimeFromPs(pid: number): string | undefined {
  try {
    // One locale and zone, or two callers would read two texts for one start.
    const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
    const args = ["-o", "state=,lstart=", "-p", String(pid)];
    return parsePs(execFileSync("ps", args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] }));
  } catch {
    return undefined;
  }
}
