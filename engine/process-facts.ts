import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What tells a process from another one that got its pid later. */
export interface ProcessFacts {
  readonly command: string;
  readonly startedAt: Date;
}

/** Facts of a running process of this machine; undefined when there is none with that pid. */
export function processFacts(pid: number): ProcessFacts | undefined {
  try {
    return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined; // Gone, or gone while being looked at.
  }
}

/** A variable of a process's environment as it was started; only Linux tells. */
export function processVariable(pid: number, name: string): string | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return variables.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  } catch {
    return undefined;
  }
}

const ticksPerSecond = 100; // USER_HZ, the same on every Linux that Node runs on.

function fromProc(pid: number): ProcessFacts | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field, in parentheses, may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z") return undefined; // Ended, and only waits for its parent to look.
  const booted = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
  const seconds = Number(booted) + Number(fields[19]) / ticksPerSecond;
  const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  return { command, startedAt: new Date(seconds * 1000) };
}

function fromPs(pid: number): ProcessFacts {
  const line = execFileSync("ps", ["-o", "lstart=,command=", "-p", String(pid)], {
    encoding: "utf8",
    env: { LC_ALL: "C", PATH: "/bin:/usr/bin" },
  });
  // `Sat Nov 21 12:00:00 2026 /path/pulumi up`: lstart is always 24 characters.
  return { startedAt: new Date(line.slice(0, 24)), command: line.slice(24).trim() };
}
