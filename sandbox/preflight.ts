import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { type Problem, ProblemsError } from "../model/problem.ts";
import { versions } from "../model/versions.ts";
import { cacheFolders } from "./toolchain/cache.ts";
import { dataSets } from "./toolchain/data-sets.ts";
import { formatMegabytes, neededMegabytes, sampleMegabytes, usedMegabytes } from "./toolchain/disk.ts";
import { type Environment, onPath } from "./toolchain/environment.ts";
import { findGo, type Go, goProblem } from "./toolchain/go.ts";
import { cachedData, locateProgram } from "./toolchain/locate.ts";
import { programs } from "./toolchain/programs.ts";
import { compareVersions } from "./toolchain/version.ts";

/** Where a sandbox is to run. */
export interface Surroundings {
  /** The cache's folder; need not exist yet. */
  readonly cache: string;
  /** The state folder; need not exist yet. */
  readonly state: string;
  readonly env: Environment;
}

/** What was found out about a folder that Slipway will write to. */
export interface FolderFacts {
  readonly what: "cache" | "state";
  readonly path: string;
  /** Something else stands in its place, or above it. */
  readonly blockedBy?: string;
  readonly writable: boolean;
  /** Disks are told apart by it: two folders on one disk need room for both. */
  readonly device: number;
  /** MB (10^6 bytes) free for an ordinary user. */
  readonly free: number;
  /** MB that will be written. */
  readonly needed: number;
}

/** All that the verdict rests on. */
export interface Facts {
  readonly platform: string;
  readonly node: string;
  readonly go: Go | undefined;
  /** git's `--exec-path`, and whether `git http-backend` is in it; undefined without git on PATH. */
  readonly git: { readonly execPath: string; readonly httpBackend: boolean } | undefined;
  readonly folders: readonly FolderFacts[];
}

/**
 * MB that a state folder grows to in an afternoon. etcd preallocates two log files of 64 MB; the rest is repositories,
 * the sample's image, checkpoints of the stacks and logs.
 */
const stateMegabytes = 500;

/**
 * Looks at the machine before anything is started or written.
 *
 * @throws ProblemsError with everything that is wrong with it
 */
export async function preflight(surroundings: Surroundings): Promise<void> {
  const problems = judge(await gather(surroundings));
  if (problems.length > 0) throw new ProblemsError("The sandbox can't start on this machine", problems);
}

/** Everything that keeps a sandbox from starting, given what is known about the machine. */
export function judge(facts: Facts): Problem[] {
  // Also with every program in the cache: the sample's server is compiled at each release.
  const go = goProblem(facts.go);
  const system = systemProblem(facts.platform);
  // On an unsupported system nothing else that could be said would help.
  if (system) return [system];
  return [nodeProblem(facts.node), gitProblem(facts.git), go, ...facts.folders.map(folderProblem)]
    .concat(diskProblems(facts))
    .filter((problem) => problem !== undefined);
}

async function gather({ cache, state, env }: Surroundings): Promise<Facts> {
  const located = await Promise.all(
    programs
      .filter(({ onRequest }) => !onRequest)
      .map(async (program) => ({ program, path: await locateProgram(program, cache, env) })),
  );
  const missing = located.filter(({ path }) => path === undefined).map(({ program }) => program);
  const missingData = dataSets.filter((set) => !set.onRequest && cachedData(set, cache) === undefined);
  const [go, git, work] = await Promise.all([findGo(env), findGit(env), usedMegabytes(cacheFolders(cache).work)]);
  const sampleNeeded = existsSync(cacheFolders(cache).sample) ? 0 : sampleMegabytes;
  return {
    platform: process.platform,
    node: process.versions.node,
    go,
    git,
    folders: await Promise.all([
      folderFacts("cache", cache, neededMegabytes(missing, missingData.length > 0, work) + sampleNeeded),
      folderFacts("state", state, stateMegabytes),
    ]),
  };
}

async function findGit(env: Environment): Promise<Facts["git"]> {
  const path = onPath("git", env)[0];
  if (!path) return undefined;
  try {
    const { stdout } = await promisify(execFile)(path, ["--exec-path"], { env, timeout: 10_000 });
    const execPath = stdout.trim();
    return { execPath, httpBackend: existsSync(join(execPath, "git-http-backend")) };
  } catch {
    return undefined;
  }
}

async function folderFacts(what: FolderFacts["what"], path: string, needed: number): Promise<FolderFacts> {
  const place = nearest(resolve(path));
  const stat = statSync(place);
  const disk = await statfs(place);
  return {
    what,
    path: resolve(path),
    ...(stat.isDirectory() ? {} : { blockedBy: place }),
    writable: isWritable(place),
    device: stat.dev,
    free: Math.floor((disk.bavail * disk.bsize) / 1e6),
    needed,
  };
}

/** The path itself, or what there is of the way to it. */
function nearest(path: string): string {
  return dirname(path) === path || isThere(path) ? path : nearest(dirname(path));
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A folder above it can't be searched: that one is what stands in the way.
    return false;
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function systemProblem(platform: string): Problem | undefined {
  if (platform === "linux" || platform === "darwin") return undefined;
  return {
    rule: "unsupported-system",
    severity: "error",
    path: "machine.system",
    message: "the sandbox doesn't run on this operating system",
    got: platform,
    allowed: "Linux, macOS",
    fix: "On Windows, run it in WSL 2",
  };
}

function nodeProblem(node: string): Problem | undefined {
  if (compareVersions(node, versions.node) >= 0) return undefined;
  return {
    rule: "node-too-old",
    severity: "error",
    path: "machine.node",
    message: "this Node.js is too old to run TypeScript as it is",
    got: node,
    allowed: `${versions.node} or later`,
    fix: "Start it by `npm run sandbox`, which brings its own Node, or install a newer one",
  };
}

function gitProblem(git: Facts["git"]): Problem | undefined {
  if (!git) {
    return {
      rule: "git-missing",
      severity: "error",
      path: "machine.git",
      message: "git is needed, and none on PATH answers to `git --exec-path`",
      fix: "Install it with your system's package manager",
    };
  }
  if (git.httpBackend) return undefined;
  return {
    rule: "git-http-backend-missing",
    severity: "error",
    path: "machine.git",
    message: "this git comes without `git http-backend`, which serves the sandbox's repositories",
    got: git.execPath,
    fix: "Install the full git package (on Alpine: git-daemon)",
  };
}

function folderProblem({ what, path, blockedBy, writable }: FolderFacts): Problem | undefined {
  const other = what === "cache" ? "set SLIPWAY_CACHE to another folder" : "choose another folder with --state";
  if (blockedBy !== undefined) {
    return {
      rule: "not-a-folder",
      severity: "error",
      path: what,
      message: `the ${what} folder can't be made, because there is something else in its place`,
      got: blockedBy,
      fix: `Remove it, or ${other}`,
    };
  }
  if (writable) return undefined;
  return {
    rule: "folder-not-writable",
    severity: "error",
    path: what,
    message: `the ${what} folder can't be written by this user`,
    got: path,
    fix: `Change its permissions, or ${other}`,
  };
}

/** One problem per disk that is too small for all that will be written to it. Folders that can't be used don't count. */
function diskProblems({ folders }: Facts): Problem[] {
  const usable = folders.filter((folder) => folderProblem(folder) === undefined);
  return [...Map.groupBy(usable, ({ device }) => device).values()].flatMap((onDisk) => {
    const needed = onDisk.reduce((sum, folder) => sum + folder.needed, 0);
    const free = Math.min(...onDisk.map((folder) => folder.free));
    if (free >= needed) return [];
    const each = onDisk
      .filter((folder) => folder.needed > 0)
      .map((folder) => `${formatMegabytes(folder.needed)} in ${folder.path}`);
    return {
      rule: "disk-too-small",
      severity: "error" as const,
      path: "machine.disk",
      message: `the disk is too small: it takes ${each.join(" and ")}`,
      got: `${formatMegabytes(free)} free`,
      allowed: `${formatMegabytes(needed)} or more`,
      fix: "Make room, or choose folders on another disk with SLIPWAY_CACHE and --state",
    };
  });
}
