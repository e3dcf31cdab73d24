import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Outside, ShownCall } from "../../promotion/outside.ts";
import type { StepContext, StepResult, StepRunner } from "../../promotion/step.ts";
import { freight, outside, scratch } from "./support.ts";

/** Path to text; `-> x` is a symbolic link, a text that starts with `#!` is made executable. */
export type Tree = Readonly<Record<string, string>>;

/** The URL that steps use; where it leads is up to the test. */
export const repoURL = "https://git.example/acme/app.git";

/** A scratch folder with a bare repository `remote.git` in it and a Promotion's folders beside it. */
export interface Ground {
  readonly folder: string;
  readonly remote: string;
  readonly workDir: string;
  /** Runs git in the remote. */
  git(...args: string[]): string;
  /** Commits a tree onto a branch of the remote. */
  push(branch: string, tree: Tree, message?: string): string;
  /** What a branch of the remote holds. */
  branch(name: string): Tree;
  /** Subjects of a branch of the remote, newest first. */
  log(name: string): string[];
}

export function ground(): Ground {
  const folder = scratch();
  const remote = join(folder, "remote.git");
  const workDir = join(folder, "run/work");
  mkdirSync(workDir, { recursive: true });
  plainGit(folder, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", remote);
  const git = (...args: string[]) => plainGit(remote, ...args);
  return {
    folder,
    remote,
    workDir,
    git,
    push: (branch, tree, message = "Seed") => {
      const author = join(folder, `author-${branch.replaceAll("/", "-")}`);
      if (!exists(author)) {
        plainGit(folder, "init", "--quiet", "--template=", `--initial-branch=${branch}`, author);
        if (git("branch", "--list", branch) !== "") plainGit(author, "pull", "--quiet", remote, branch);
      } else plainGit(author, "pull", "--quiet", "--rebase", remote, branch);
      write(author, tree);
      plainGit(author, "add", "--all");
      plainGit(author, "commit", "--quiet", "--allow-empty", "-m", message);
      plainGit(author, "push", "--quiet", remote, `HEAD:refs/heads/${branch}`);
      return plainGit(author, "rev-parse", "HEAD");
    },
    branch: (name) => {
      const paths = git("ls-tree", "-r", "--name-only", "-z", name).split("\0").filter(Boolean);
      return Object.fromEntries(paths.map((path) => [path, git("show", `${name}:${path}`)]));
    },
    log: (name) => git("log", "--format=%s", name).split("\n"),
  };
}

/** What git says, without the last line break; nothing of the machine's settings counts. */
export function plainGit(cwd: string, ...args: string[]): string {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: "/nowhere",
    LC_ALL: "C",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Ann",
    GIT_AUTHOR_EMAIL: "ann@acme.io",
    GIT_COMMITTER_NAME: "Ann",
    GIT_COMMITTER_EMAIL: "ann@acme.io",
  };
  return execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();
}

export function write(folder: string, tree: Tree): void {
  for (const [path, text] of Object.entries(tree)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text.startsWith("-> ")) symlinkSync(text.slice(3), file);
    else writeFileSync(file, text);
    if (text.startsWith("#!")) chmodSync(file, 0o755);
  }
}

/** Every file below a folder, `.git` left out. */
export function read(folder: string, below = ""): Tree {
  const tree: Record<string, string> = {};
  for (const name of readdirSync(join(folder, below)).sort()) {
    if (name === ".git") continue;
    const path = join(below, name);
    const kind = lstatSync(join(folder, path));
    if (kind.isSymbolicLink()) tree[path] = `-> ${readlinkSync(join(folder, path))}`;
    else if (kind.isDirectory()) Object.assign(tree, read(folder, path));
    else tree[path] = readFileSync(join(folder, path), "utf8");
  }
  return tree;
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** A step's context over such a ground: its URL leads to the remote of the ground. */
export function contextOn(on: Ground, more: Partial<StepContext> = {}, around: Partial<Outside> = {}): StepContext {
  const shown: ShownCall[] = [];
  return {
    project: "demo",
    stage: "dev",
    promotion: "dev.01jd.f8a1b2c",
    alias: "step-1",
    workDir: on.workDir,
    sharedState: {},
    freight: [freight],
    targetFreight: freight,
    freightRequests: [{ origin: freight.origin }],
    outside: outside(shown, { programs: programs(), gitRemote: async () => ({ url: on.remote }), ...around }),
    signal: new AbortController().signal,
    pause: async () => undefined,
    ...more,
  };
}

function programs(): Outside["programs"] {
  const none = () => Promise.reject(new Error("not in this test"));
  return { git: "/usr/bin/git", kustomize: none, helm: none };
}

/** What a step returned, or its error's kind and words. */
export async function outcome<Config>(
  runner: StepRunner<Config>,
  context: StepContext,
  config: Config,
): Promise<StepResult | string> {
  try {
    return await runner.run(context, config);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}
