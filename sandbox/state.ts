import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../model/problem.ts";

/** `<state>/sandbox.json`: where everything is, for other programs. Written when all is ready, removed by a stop. */
export interface SandboxFile {
  readonly version: 1;
  /** The state folder, absolute. */
  readonly state: string;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** `<url>/<org>/<repo>.git`, basic auth for reading and writing. */
  readonly git: { readonly url: string; readonly user: string; readonly password: string };
  /** `127.0.0.1:PORT`, plain http, no credentials. */
  readonly registry: string;
  /** `namespace/name` → `http://127.0.0.1:PORT`, of each Service whose Pods run. Kept up to date by the pod-runner. */
  readonly services: Readonly<Record<string, string>>;
  /** Kargo's API and UI, where its own programs run; the stand-in has neither. */
  readonly kargo?: { readonly url: string; readonly user: string; readonly password: string };
  readonly processes: Readonly<Record<string, SandboxProcess>>;
  /** Program name → executable, of those the sandbox itself uses. */
  readonly tools: Readonly<Record<string, string>>;
}

export interface SandboxProcess {
  readonly pid: number;
  readonly startTime: string;
  readonly log: string;
  readonly port?: number;
}

export interface StatePaths {
  readonly root: string;
  /** Ports, tokens and passwords chosen at the first start. */
  readonly choices: string;
  readonly sandbox: string;
  readonly kubeconfig: string;
  /** Certificates and keys. */
  readonly pki: string;
  /** Configuration written by each start. */
  readonly config: string;
  /** One file per process that was started: its identity. */
  readonly run: string;
  readonly logs: string;
  readonly home: string;
  readonly tmp: string;
  /** First on the PATH of the processes: kustomize, argocd, git-verify-wrapper.sh. */
  readonly bin: string;
  readonly etcd: string;
  readonly git: string;
  /** One file per repository: its pull requests. */
  readonly pulls: string;
  readonly registry: string;
  /** Programs out of images, homes of Pods, ports of Services. */
  readonly pods: string;
  readonly lock: string;
  /** Folder of Argo CD's askpass socket. */
  readonly sockets: string;
}

/** A Unix socket's path holds 108 bytes (unix(7)); room for the file name is left. */
const longestSocketFolder = 80;

/** Where things are in a state folder; makes nothing. */
export function statePaths(state: string): StatePaths {
  const root = resolve(state);
  const run = join(root, "run");
  const short = join(tmpdir(), `slipway-${createHash("sha256").update(root).digest("hex").slice(0, 16)}`);
  return {
    root,
    choices: join(root, "choices.json"),
    sandbox: join(root, "sandbox.json"),
    kubeconfig: join(root, "kubeconfig"),
    pki: join(root, "pki"),
    config: join(root, "config"),
    run,
    logs: join(root, "logs"),
    home: join(root, "home"),
    tmp: join(root, "tmp"),
    bin: join(root, "bin"),
    etcd: join(root, "etcd"),
    git: join(root, "git"),
    pulls: join(root, "pull-requests"),
    registry: join(root, "registry"),
    pods: join(root, "pods"),
    lock: join(root, "lock"),
    sockets: Buffer.byteLength(run) <= longestSocketFolder ? run : short,
  };
}

/**
 * Makes the state folder, readable by its owner only.
 *
 * @returns its paths, with symbolic links resolved: two names of one folder must not become two sandboxes
 * @throws UserError when it cannot be made or written
 */
export function prepareState(state: string): StatePaths {
  const root = resolve(state);
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const paths = statePaths(realpathSync(root));
    for (const folder of [paths.pki, paths.config, paths.run, paths.logs, paths.home, paths.tmp, paths.bin]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    for (const folder of [paths.etcd, paths.git, paths.pulls, paths.registry, paths.pods, paths.sockets]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    return paths;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `state folder ${root} cannot be used: ${why}. Give a folder that you may write to with --state`,
    );
  }
}

/** The paths of a state folder that exists, with symbolic links resolved; undefined when there is none. */
export function existingState(state: string): StatePaths | undefined {
  try {
    return statePaths(realpathSync(resolve(state)));
  } catch {
    return undefined;
  }
}

/** Reads `<state>/sandbox.json`; undefined when no start has come to its end since the last stop. */
export function readSandboxFile(state: string): SandboxFile | undefined {
  const paths = existingState(state);
  return paths && readJson<SandboxFile>(paths.sandbox);
}

/** Reads a JSON file of ours; undefined when it does not exist. */
export function readJson<T>(path: string): T | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new UserError(`${path} is not JSON: Slipway wrote it, something else changed it. Remove the state folder`);
  }
}
