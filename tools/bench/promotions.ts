import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root, run } from "../run.ts";
import { line, middle, ratio } from "./measure.ts";
import type { ProgramCost } from "./record-commands.ts";

/** How many files the repository has, besides the sample's own few. */
const files = 5_000;
const runs = 5;
/** Files that are only in memory: there nothing is left of a checkout but what git itself does. */
const inMemory = "/dev/shm";

/**
 * A dry run of the sample's three Stages against the commands that it starts itself, in the same run: git and kustomize
 * as they are, in processor time, which a busy machine doesn't stretch, and in wall time. The dry run is the whole
 * command, from the start of Node on.
 */
export async function promotions(): Promise<void> {
  await dryRuns("on this disk", tmpdir());
  if (existsSync(inMemory)) await dryRuns("in memory", inMemory);
}

async function dryRuns(where: string, parent: string): Promise<void> {
  const folder = mkdtempSync(path.join(parent, "slipway-bench-"));
  try {
    const repository = repositoryIn(folder);
    await dryRun(folder, repository); // kustomize may have to be fetched, and Node keeps what it compiles
    const costs: ProgramCost[] = [];
    for (let index = 0; index < runs; index += 1) costs.push(await dryRun(folder, repository));
    const half = (of: (cost: ProgramCost) => number) => middle(costs.map(of));
    const count = half(({ commands }) => Object.values(commands.counts).reduce((sum, one) => sum + one, 0));
    const megabytes = half((cost) => cost.megabytes).toFixed(0);
    console.log(`dry run of 3 Stages, ${files.toLocaleString("en-US")} files ${where}`);
    line(
      "  the whole, wall time",
      half(({ wall }) => wall),
      `, ${megabytes} MB held at most`,
    );
    line(
      `  its ${count} commands, wall time`,
      half(({ commands }) => commands.wall),
    );
    line(
      "  the whole, processor time",
      half((cost) => cost.processor + cost.commands.processor),
    );
    line(
      `  its ${count} commands, processor time`,
      half(({ commands }) => commands.processor),
    );
    const [first] = costs;
    const kinds = Object.entries(first?.commands.counts ?? {}).sort(([, a], [, b]) => b - a);
    console.log(`  ${kinds.map(([name, times]) => `${times} × ${name}`).join(", ")}`);
    const byWall = half(({ wall, commands }) => wall / commands.wall);
    const byProcessor = half(({ processor, commands }) => 1 + processor / commands.processor);
    ratio("the whole against its commands, wall time", byWall, 1, 1.5);
    ratio("the whole against its commands, processor time", byProcessor, 1, 1.5);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function dryRun(folder: string, repository: string): Promise<ProgramCost> {
  const record = path.join(folder, "record.json");
  const program = ["--import", path.join(import.meta.dirname, "record-commands.ts"), path.join(root, "cli/slipway.ts")];
  const args = ["promote", "goserver", "--stage", "dev", "--dry-run", "--downstream", "--repo", repository, "--json"];
  const env = { TMPDIR: folder, SLIPWAY_BENCH_RECORD: record };
  const { code, output } = await run("node", [...program, ...args], { quiet: true, env });
  if (code !== 0) throw new Error(`slipway ${args.join(" ")} ended with ${code}:\n${output}`);
  return JSON.parse(readFileSync(record, "utf8")) as ProgramCost;
}

/** The sample's app beside services that have nothing to do with it. */
function repositoryIn(folder: string): string {
  const repository = path.join(folder, "repository");
  cpSync(path.join(root, "apps/goserver"), path.join(repository, "apps/goserver"), { recursive: true });
  for (let index = 0; index < files; index += 1) {
    const service = path.join(repository, "services", `service-${Math.floor(index / 100)}`);
    mkdirSync(service, { recursive: true });
    writeFileSync(path.join(service, `file-${index}.yaml`), `file: ${index}\n`.repeat(1 + (index % 60)));
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd: repository, stdio: "ignore" });
  git("init", "--initial-branch", "main");
  git("add", ".");
  git("-c", "user.name=Bench", "-c", "user.email=bench@example.com", "commit", "-m", "Seed");
  git("gc", "--quiet");
  return repository;
}
