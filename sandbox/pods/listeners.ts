import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { PortMap } from "./container-ports.ts";

/** A TCP socket that a process listens on. */
export interface Listener {
  readonly loopback: boolean;
  readonly port: number;
}

/** The sockets that a process listens on; none where /proc doesn't tell. */
export function listenersOf(pid: number): Listener[] {
  const sockets = socketsOf(pid);
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) => parseListeners(read(path), sockets));
}

/**
 * The listening sockets among those with the given inodes, from /proc/net/tcp or tcp6 (proc_pid_net(5)).
 */
export function parseListeners(table: string, inodes: ReadonlySet<string>): Listener[] {
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === "0A" && inodes.has(fields[9] ?? ""))
    .map((fields) => {
      const [address = "", port = ""] = (fields[1] ?? "").split(":");
      // Little-endian words: 127.x.y.z, ::1 and ::ffff:127.x.y.z.
      const loopback = /^([0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/.test(address);
      return { loopback, port: Number.parseInt(port, 16) };
    });
}

/**
 * What keeps a process from being reached where it was told to listen; undefined when nothing does.
 *
 * @param ports what it was told
 */
export function whyUnreachable(listeners: readonly Listener[], ports: PortMap): string | undefined {
  const heard = new Set(listeners.map(({ port }) => port));
  for (const [inSpec, here] of ports) {
    if (heard.has(here)) return undefined;
    if (heard.has(inSpec)) return `listens on port ${inSpec} although PORT says ${here}: here it has to read PORT`;
  }
  if (listeners.length === 0) return "listens on no port yet";
  return `listens on port ${[...heard].join(", ")} although PORT says ${[...ports.values()][0]}: here it has to read PORT`;
}

function socketsOf(pid: number): Set<string> {
  const found = new Set<string>();
  try {
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      try {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
        if (inode) found.add(inode);
      } catch {
        // Closed meanwhile.
      }
    }
  } catch {
    // Gone, or no /proc.
  }
  return found;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
