/**
 * Killed with SIGKILL at any moment, the next `up` works without hand work. The moments and victims come from a seed that
 * is printed; SLIPWAY_KILL_SEED repeats a run, SLIPWAY_KILLS changes how many there are.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { isSame } from "../../sandbox/process-identity.ts";
import { readSandboxFile } from "../../sandbox/state.ts";
import { slipway } from "../support/command.ts";
import { commandLineOf } from "../support/command-line.ts";

const kills = Number(process.env.SLIPWAY_KILLS ?? 20);
const seed = Number(process.env.SLIPWAY_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = seeded(seed);
const folder = mkdtempSync(join(tmpdir(), "slipway-kill-"));
const state = join(folder, "state");

afterAll(async () => {
  await slipway("sandbox", "down", "--state", state).ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

test(`after ${kills} kills at random moments (seed ${seed}) every next up works`, {
  timeout: 45 * 60_000,
}, async () => {
  console.log(`seed ${seed}`);
  let whole = 30_000;
  for (let round = 1; round <= kills; round += 1) {
    // Every fourth round begins from nothing, so that first creates are hit as well as restarts.
    if (round % 4 === 1) {
      await slipway("sandbox", "down", "--state", state).ended;
      rmSync(state, { recursive: true, force: true });
    }
    const after = Math.floor(random() * whole);
    const victim = await upAndKill(after);
    const started = Date.now();
    const { code, output } = await slipway("sandbox", "up", "--state", state).ended;
    console.log(
      `${round}/${kills}: ${victim} killed after ${(after / 1000).toFixed(1)} s; the next up took ${((Date.now() - started) / 1000).toFixed(1)} s`,
    );
    expect(code, `round ${round}, seed ${seed}: ${victim} killed after ${after} ms\n${output}`).toBe(0);
    // prod waits for a person.
    expect(output.match(/^(?:dev|staging) .* Synced +Healthy/gm)?.length, output).toBe(2);
    whole = Math.max(10_000, Date.now() - started);
  }
});

/** Starts `up` and kills one of: the command itself, the engine, a provider, any process of the sandbox. */
async function upAndKill(after: number): Promise<string> {
  const { child, ended } = slipway("sandbox", "up", "--state", state);
  await Promise.race([new Promise((resolve) => setTimeout(resolve, after)), ended]);
  const candidates = victims(child.pid ?? 0);
  const victim = candidates[Math.floor(random() * candidates.length)] ?? { name: "slipway", pid: child.pid ?? 0 };
  try {
    process.kill(victim.pid, "SIGKILL");
  } catch {
    // It ended by itself in the same moment: then this round kills nothing, and the next up must work all the same.
  }
  // An `up` whose part was killed may recover or give up; the run after it is what counts. It is not left to go on.
  const late = setTimeout(() => child.kill("SIGKILL"), 60_000);
  await ended;
  clearTimeout(late);
  return `${victim.name} (${victim.pid})`;
}

interface Victim {
  readonly name: string;
  readonly pid: number;
}

function victims(command: number): Victim[] {
  // Those that still run: what the file has of an earlier run may be another program's pid by now.
  const sandbox = Object.entries(readSandboxFile(state)?.processes ?? {})
    .filter(([, identity]) => isSame(identity))
    .map(([name, { pid }]) => ({ name, pid }));
  const children = descendants(command).map((pid) => ({ name: commandName(pid), pid }));
  // The command and the engine stand in the list several times: they are the likeliest to be killed in real life.
  const own = { name: "slipway", pid: command };
  const engines = children.filter(({ name }) => name.includes("pulumi"));
  return [own, own, own, ...engines, ...engines, ...children, ...sandbox].filter(({ pid }) =>
    existsSync(`/proc/${pid}`),
  );
}

function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // Ended while we looked.
    }
  }
  const of = (parent: number): number[] =>
    [...parents].filter(([, p]) => p === parent).flatMap(([child]) => [child, ...of(child)]);
  return of(pid);
}

function commandName(pid: number): string {
  return commandLineOf(pid).split("\0").slice(0, 2).join(" ").slice(-60) || "ended";
}

/** Numbers in [0, 1) that the seed decides: the same moments for the same seed. */
function seeded(start: number): () => number {
  let count = 0;
  return () => createHash("sha256").update(`${start}/${count++}`).digest().readUInt32BE() / 2 ** 32;
}
