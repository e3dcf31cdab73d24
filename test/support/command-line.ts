import { readFileSync } from "node:fs";

/** A process's program and arguments, each ended by a zero byte; empty where it has ended meanwhile. */
export function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
