import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { keepPort, releasePorts, thisProcess } from "./kept-ports.ts";
import { type PortOwner, portOwner } from "./port-owner.ts";

/** A port that cannot be listened on, and by whom it is held where that can be read. */
export interface TakenPort {
  readonly port: number;
  readonly owner: PortOwner | undefined;
}

/**
 * Picks free ports that the kernel does not hand out to outgoing connections: one of those could otherwise hold a
 * kept port just when a process that died is to be started again. No other call on this machine is given them, also while
 * nobody listens there yet.
 *
 * @param count how many
 * @param avoid ports that must not be picked
 * @param holder a path: they are kept until that is gone. Default: as long as this process lives
 */
export async function freePorts(count: number, avoid: ReadonlySet<number>, holder = thisProcess): Promise<number[]> {
  const [low, high] = [10_240, firstEphemeralPort()];
  const picked = new Set<number>();
  for (let attempt = 0; picked.size < count; attempt += 1) {
    if (attempt > 10_000) throw new Error(`no ${count} free ports between ${low} and ${high}`);
    const port = low + Math.floor(Math.random() * (high - low));
    // Kept before it is tried: to try a port is to listen there, and the process it is another's for would fail just then.
    if (avoid.has(port) || picked.has(port) || !keepPort(port, holder)) continue;
    if (await isFree(port)) picked.add(port);
    else releasePorts(holder, [port]);
  }
  return [...picked];
}

/** Which of the ports somebody listens on, on 127.0.0.1 or on all addresses. */
export async function takenPorts(ports: readonly number[]): Promise<TakenPort[]> {
  const free = await Promise.all(ports.map(isFree));
  return ports.filter((_, index) => !free[index]).map((port) => ({ port, owner: portOwner(port) }));
}

/**
 * Waits until nobody listens on the ports: the kernel may close the sockets of a process a moment after it counts as
 * dead.
 *
 * @param within how long, in milliseconds
 * @returns those that are still taken
 */
export async function untilFree(ports: readonly number[], within = 2_000): Promise<TakenPort[]> {
  const deadline = Date.now() + within;
  for (;;) {
    const taken = await takenPorts(ports);
    if (taken.length === 0 || Date.now() > deadline) return taken;
    await sleep(50);
  }
}

async function isFree(port: number): Promise<boolean> {
  // One after the other: a listener on all addresses takes 127.0.0.1 as well. The first also meets IPv6 listeners.
  return (await canListen(port, undefined)) && (await canListen(port, "127.0.0.1"));
}

function canListen(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function firstEphemeralPort(): number {
  try {
    const first = Number(readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").trim().split(/\s+/)[0]);
    return first > 12_000 ? first : 32_768;
  } catch {
    return 32_768;
  }
}
