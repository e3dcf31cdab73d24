import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Who listens on a port. */
export interface PortOwner {
  readonly pid: number;
  readonly command: string;
}

/** Finds who listens on a TCP port of this machine; undefined where /proc does not tell (another user's, no Linux). */
export function portOwner(port: number): PortOwner | undefined {
  const inodes = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) => listeningInodes(read(path), port)));
  if (inodes.size === 0) return undefined;
  for (const pid of numbersIn("/proc")) {
    if (socketsOf(pid).some((inode) => inodes.has(inode))) return { pid, command: commandLine(pid) };
  }
  return undefined;
}

/** The socket inodes listening on a port, from the text of /proc/net/tcp or tcp6 (proc_pid_net(5)). */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${wanted}`) && fields[3] === "0A")
    .flatMap((fields) => fields[9] ?? []);
}

/** The command line of a process as a person would type it, cut after 200 characters. */
export function commandLine(pid: number): string {
  const text = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function socketsOf(pid: number): string[] {
  return numbersIn(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
