import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { Cluster } from "../../kube/cluster.ts";
import { loadKubeconfigs } from "../../kube/kubeconfig.ts";
import { UserError } from "../../model/problem.ts";
import { listed, nearest } from "../../model/words.ts";
import { isSame } from "../../sandbox/process-identity.ts";
import { readSandboxFile, type SandboxFile } from "../../sandbox/state.ts";
import type { Context } from "../context.ts";
import { defaultState } from "../sandbox/default-state.ts";
import type { ClusterChoice } from "./options.ts";

/** Where to look for clusters that nobody named. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The default sandbox's state folder. */
  readonly state: string;
  /** What a person types to start a sandbox; takes further arguments. */
  readonly start: (args: string) => string;
  readonly home?: string;
  readonly signal: AbortSignal;
}

/** Where a command looks. */
export function surroundings(context: Context): Surroundings {
  return {
    env: process.env,
    state: defaultState(context),
    start: (args) => context.commandLine("sandbox", args),
    signal: context.signal,
  };
}

/** The cluster a command works on, and the sandbox's own facts when it is one. */
export interface Connection {
  readonly cluster: Cluster;
  readonly sandbox?: SandboxFile;
}

/**
 * Finds the cluster, in this order: `--kubeconfig`, with or without `--context`; `--sandbox` or `--state`; `--context`;
 * the environment's KUBECONFIG; the sandbox in the default state folder, when it runs; `~/.kube/config`; the cluster
 * this process runs in. Asks the cluster nothing.
 *
 * @throws UserError when there is none, or what was named isn't there
 */
export function connect(choice: ClusterChoice, around: Surroundings): Connection {
  const { kubeconfig, context } = choice;
  const state = path.resolve(choice.state ?? around.state);
  const wantsSandbox = choice.sandbox || choice.state !== undefined;
  if (wantsSandbox && (kubeconfig !== undefined || context !== undefined))
    throw new UserError("--sandbox and --state name one cluster, --kubeconfig and --context another: give one of them");
  if (kubeconfig !== undefined) return { cluster: fromFiles([path.resolve(kubeconfig)], context, around) };
  if (wantsSandbox) return sandboxIn(state, around);
  const named = (around.env["KUBECONFIG"] ?? "").split(path.delimiter).filter((file) => file !== "");
  const usual = path.join(around.home ?? homedir(), ".kube", "config");
  const files = named.length > 0 ? named : existsSync(usual) ? [usual] : [];
  if (context === undefined && named.length === 0 && isUp(readSandboxFile(state))) return sandboxIn(state, around);
  if (files.length > 0) return { cluster: fromFiles(files, context, around) };
  if (context === undefined && existsSync("/var/run/secrets/kubernetes.io/serviceaccount/token")) {
    const config = new KubeConfig();
    config.loadFromCluster();
    return { cluster: new Cluster("the cluster this runs in", config, around.signal) };
  }
  throw new UserError(
    `no cluster: no --kubeconfig, no KUBECONFIG, no ${usual}, and no sandbox runs in ${state}. Name one with --kubeconfig FILE, or start the sandbox: ${around.start("up")}`,
  );
}

function sandboxIn(state: string, around: Surroundings): Connection {
  const file = readSandboxFile(state);
  if (!isUp(file)) {
    const flag = state === around.state ? "" : ` --state ${state}`;
    throw new UserError(`no sandbox runs in ${state}. Start it: ${around.start(`up${flag}`)}`);
  }
  const config = loadKubeconfigs([file.kubeconfig]);
  return { cluster: new Cluster(`the sandbox in ${state}`, config, around.signal), sandbox: file };
}

/** The file stays when the sandbox is killed, so the API server's own process decides. */
function isUp(file: SandboxFile | undefined): file is SandboxFile {
  const server = file?.processes["kube-apiserver"];
  return server !== undefined && isSame(server);
}

function fromFiles(files: readonly string[], context: string | undefined, around: Surroundings): Cluster {
  const where = files.join(path.delimiter);
  const config = loadKubeconfigs(files);
  const contexts = config.getContexts().map(({ name }) => name);
  if (context !== undefined && !contexts.includes(context)) {
    const guess = nearest(context, contexts);
    throw new UserError(
      `--context: got ${JSON.stringify(context)}; allowed, in ${where}: ${listed(contexts)}${guess === undefined ? "" : `. Perhaps "${guess}" is meant`}`,
    );
  }
  if (context !== undefined) config.setCurrentContext(context);
  const current = config.getCurrentContext();
  if (!config.getCurrentCluster()) {
    throw new UserError(
      current
        ? `context ${JSON.stringify(current)} of ${where} names a cluster that isn't in it. Mend the file, or name another with --context`
        : `${where} has no current context. Name one with --context; there are: ${listed(contexts)}`,
    );
  }
  return new Cluster(`context ${current} of ${where}`, config, around.signal);
}
