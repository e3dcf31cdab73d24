/**
 * `node --import record-commands.ts PROGRAM`: writes what the program's own work and that of the commands it started
 * cost to the file that `SLIPWAY_BENCH_RECORD` names, as a ProgramCost. Nothing of the program is changed for it: Node
 * tells of each process it starts, and the kernel keeps the books on processor time.
 */
import { subscribe } from "node:diagnostics_channel";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Seconds, except where said. */
export interface ProgramCost {
  readonly wall: number;
  /** Of the program alone, from its first instruction. */
  readonly processor: number;
  /** The most memory that the program held. */
  readonly megabytes: number;
  readonly commands: {
    /** How often each was started: `git worktree` → 6. */
    readonly counts: Readonly<Record<string, number>>;
    /** While at least one was running. */
    readonly wall: number;
    /** Of them and of all that they started. */
    readonly processor: number;
  };
}

/** What the kernel counts processor time in, for programs; the same on every Linux that Node runs on. */
const ticksPerSecond = 100;

const file = process.env["SLIPWAY_BENCH_RECORD"];
if (file !== undefined) {
  const spans: [number, number][] = [];
  const counts: Record<string, number> = {};
  subscribe("child_process", (message) => {
    const { process: child } = message as { process: import("node:child_process").ChildProcess };
    const started = performance.now();
    child.once("exit", () => {
      spans.push([started, performance.now()]);
      const [program = "", command = ""] = child.spawnargs;
      const name = `${path.basename(program)} ${command}`;
      counts[name] = (counts[name] ?? 0) + 1;
    });
  });
  process.once("exit", () => {
    const [own, children] = processorTime();
    const cost: ProgramCost = {
      wall: performance.now() / 1000,
      processor: own,
      megabytes: process.resourceUsage().maxRSS / 1024,
      commands: { counts, wall: covered(spans) / 1000, processor: children },
    };
    writeFileSync(file, JSON.stringify(cost));
  });
}

/** Of this process and of its children that have ended; proc_pid_stat(5), utime to cstime. */
function processorTime(): [own: number, children: number] {
  const text = readFileSync("/proc/self/stat", "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15).map(Number);
  return [(user + system) / ticksPerSecond, (childUser + childSystem) / ticksPerSecond];
}

/** How long at least one of the spans lasted. */
function covered(spans: [number, number][]): number {
  let [sum, until] = [0, 0];
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}
