import { randomBytes } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "../../model/problem.ts";
import { moduleFolder, programPath } from "./cache.ts";
import { describeFailure, tellingLines } from "./failure.ts";
import { type GoContext, type GoResult, runGo } from "./go-command.ts";
import { linkerFlags, type Program, tagFlags } from "./programs.ts";

/** How far a build is. */
export interface BuildProgress {
  readonly packages: number;
  readonly ofPackages: number;
}

/** Links and the last package take about this share of a build's time, when no package is left to print. */
const linkShare = 0.1;

/** The share of a build that is done, 0 to 1. */
export function fractionOf({ packages, ofPackages }: BuildProgress): number {
  return ofPackages === 0 ? 0 : (1 - linkShare) * Math.min(1, packages / ofPackages);
}

/**
 * How many packages are compiled at once: one per core, but no more than the memory bears. The largest packages of
 * Kubernetes and the AWS SDK take about 1.5 GB each.
 */
export function parallelism(cores: number, memoryBytes: number): number {
  return Math.max(1, Math.min(cores, Math.max(2, Math.floor(memoryBytes / 2e9))));
}

/**
 * Fetches the modules of a program, and lists the packages it is compiled from.
 *
 * @param onModule called with the number of modules fetched so far
 * @returns lines of import path and, unless the package is Go's own, module and version
 * @throws UserError with program, version, log and advice when Go fails
 */
export async function listPackages(
  program: Program,
  context: GoContext,
  onModule: (modules: number) => void,
): Promise<string> {
  const log = logOf(program, context);
  mkdirSync(context.folders.logs, { recursive: true });
  writeFileSync(log, "");
  let modules = 0;
  const format = "{{.ImportPath}}{{if .Module}} {{.Module.Path}}@{{.Module.Version}}{{end}}";
  const list = await runGo(context, ["list", "-deps", ...tagFlags(program), "-f", format, program.package], {
    cwd: moduleFolder(program.module),
    log,
    onLine(line) {
      if (!line.startsWith("go: downloading ")) return;
      modules += 1;
      onModule(modules);
    },
  });
  assertOk(list, program, log, context);
  return list.stdout;
}

/**
 * Builds a program into the cache. Interrupted at any moment, even by SIGKILL, the next call goes on with what Go's
 * build cache has; the binary appears under its name only when it is whole.
 *
 * @param packages what `listPackages` gave
 * @returns the binary's absolute path
 * @throws UserError with program, version, log and advice when Go fails
 */
export async function buildProgram(
  program: Program,
  packages: string,
  context: GoContext,
  onProgress: (progress: BuildProgress) => void,
): Promise<string> {
  const { folders } = context;
  const log = logOf(program, context);
  mkdirSync(join(folders.work, "out"), { recursive: true });
  const compiled = new Compiled(join(folders.work, "compiled.txt"), packages, program.module);
  const show = () => onProgress({ packages: compiled.count, ofPackages: compiled.total });
  show();
  const out = join(folders.work, "out", `${program.name}-${randomBytes(4).toString("hex")}`);
  const flags = ["-v", "-p", String(parallelism(availableParallelism(), totalmem()))];
  // The linker drops debug information anyway; not compiling it makes Go's cache a quarter smaller.
  const compile = ["-gcflags=all=-dwarf=false", `-ldflags=${linkerFlags(program)}`];
  const build = await runGo(
    context,
    ["build", ...flags, ...tagFlags(program), ...compile, "-o", out, program.package],
    {
      cwd: moduleFolder(program.module),
      log,
      onLine(line) {
        if (compiled.add(line)) show();
      },
    },
  );
  assertOk(build, program, log, context);
  return place(out, programPath(folders.root, program));
}

function logOf(program: Program, { folders }: GoContext): string {
  return join(folders.logs, `${program.name}-${program.version}.log`);
}

/**
 * Which of a program's packages are compiled. `go build -v` names a package only when it isn't in the build cache, so
 * what earlier programs and interrupted runs compiled is kept in a file beside that cache.
 */
class Compiled {
  readonly total: number;
  readonly #file: string;
  readonly #keys: ReadonlyMap<string, string>;
  readonly #done: Set<string>;

  /** @param list lines of `go list -deps`: import path and, unless it is Go's own, module and version */
  constructor(file: string, list: string, ownModule: string) {
    const packages = list.split("\n").filter((line) => line !== "");
    this.total = packages.length;
    this.#file = file;
    this.#keys = new Map(
      packages.map((line) => {
        const [path = "", module] = line.split(" ");
        // One package compiled in two of our modules is compiled twice: what it imports differs in version.
        return [path, module === undefined ? path : `${path} ${module} ${ownModule}`];
      }),
    );
    const known = new Set(this.#keys.values());
    this.#done = new Set(readLines(file).filter((key) => known.has(key)));
  }

  get count(): number {
    return this.#done.size;
  }

  /** Returns whether the line was the name of a package that wasn't counted yet. */
  add(line: string): boolean {
    const key = this.#keys.get(line);
    if (key === undefined || this.#done.has(key)) return false;
    this.#done.add(key);
    appendFileSync(this.#file, `${key}\n`);
    return true;
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

function assertOk(result: GoResult, program: Program, log: string, context: GoContext): void {
  if (result.ok) return;
  throw new UserError(
    describeFailure({
      outcome: `${program.name} ${program.version} could not be built`,
      how: result.how,
      log,
      tail: tellingLines(result.stderr),
      proxy: context.go.settings["GOPROXY"] ?? "",
    }),
  );
}

async function place(from: string, to: string): Promise<string> {
  const file = await open(from, "r+");
  try {
    // On disk before it has its name: a machine that loses power must not leave an empty program there.
    await file.sync();
  } finally {
    await file.close();
  }
  mkdirSync(dirname(to), { recursive: true });
  await rename(from, to);
  return to;
}
