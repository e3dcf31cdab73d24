import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { ApiFailure, LoginFailure } from "../../kube/api-failure.ts";
import { Cluster } from "../../kube/cluster.ts";
import { loadKubeconfigs, usualKubeconfigs } from "../../kube/kubeconfig.ts";
import { UserError } from "../../model/problem.ts";
import { listed } from "../../model/words.ts";
import type { Connection, Surroundings } from "../cluster/connect.ts";
import { sandboxBehind } from "../cluster/sandbox-behind.ts";
import { type ClusterFacts, clusterFacts } from "./cluster.ts";
import { type Finding, findingsOf } from "./finding.ts";
import type { OpenConfig } from "./open-config.ts";

/** A cluster, the stacks that lead to it, and what it said of itself. */
export interface StackCluster {
  readonly stacks: readonly string[];
  /** `context test of ~/.kube/config`. */
  readonly name: string;
  readonly connection?: Connection;
  readonly facts?: ClusterFacts;
  /** Why it said nothing: `doesn't answer: nothing listens there`. */
  readonly failure?: string;
}

/**
 * Looks at the cluster of each stack, once each. A stack without a cluster of its own, or whose kubeconfig can't be read
 * before the stack exists, is left out.
 *
 * @param toCome a context that one of the stacks will make; default none
 */
export async function stackClusters(
  configs: readonly OpenConfig[],
  around: Surroundings,
  toCome?: string,
): Promise<StackCluster[]> {
  const found = new Map<string, { stacks: string[]; name: string; open: () => Connection }>();
  for (const config of configs) {
    const access = accessOf(config);
    if (access === undefined || ("context" in access && access.context === toCome)) continue;
    const key = "context" in access ? `context ${access.context}` : access.kubeconfig;
    const known = found.get(key);
    if (known !== undefined) known.stacks.push(config.stack.name);
    else {
      const { name } = config.stack;
      found.set(key, {
        stacks: [name],
        name: "context" in access ? key : `the kubeconfig of stack ${name}`,
        open: () => opened(access, name, around),
      });
    }
  }
  return Promise.all([...found.values()].map(({ stacks, name, open }) => look(stacks, name, open, around.signal)));
}

type Access = { readonly context: string } | { readonly kubeconfig: string };

function accessOf({ stack, source, hidden }: OpenConfig): Access | undefined {
  if (stack.role === "source") return undefined;
  const key = (name: string) => `${source.project}:${name}`;
  const [context, kubeconfig] = [source.values[key("context")], source.values[key("kubeconfig")]];
  if (context) return { context };
  return kubeconfig && !hidden.includes(key("kubeconfig")) ? { kubeconfig } : undefined;
}

function opened(access: Access, stack: string, around: Surroundings): Connection {
  const cluster =
    "context" in access
      ? ofContext(access.context, around)
      : new Cluster(`the kubeconfig of stack ${stack}`, parsed(access.kubeconfig, stack), around.signal);
  const sandbox = sandboxBehind(cluster.server, around);
  return { cluster, ...(sandbox !== undefined && { sandbox }) };
}

/** As Pulumi's provider finds it, which is given the context's name alone. */
function ofContext(context: string, { env, home = homedir(), signal }: Surroundings): Cluster {
  const files = usualKubeconfigs(env, home);
  const where = files.join(path.delimiter);
  if (!files.some((file) => existsSync(file))) throw new UserError(`there is no ${where}`);
  const config = loadKubeconfigs(files);
  const names = config.getContexts().map(({ name }) => name);
  if (!names.includes(context)) throw new UserError(`${where} has no such context (there are ${listed(names)})`);
  config.setCurrentContext(context);
  if (!config.getCurrentCluster()) throw new UserError(`${where} has the context, and not the cluster that it names`);
  return new Cluster(`context ${context} of ${where}`, config, signal);
}

function parsed(kubeconfig: string, stack: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromString(kubeconfig);
    return config;
  } catch {
    // What the parser says may quote a secret.
    throw new UserError(`the kubeconfig of stack ${stack} can't be read`);
  }
}

async function look(
  stacks: readonly string[],
  wanted: string,
  open: () => Connection,
  signal: AbortSignal,
): Promise<StackCluster> {
  let name = wanted;
  try {
    const connection = open();
    name = connection.cluster.name;
    const facts = await clusterFacts(connection.cluster, connection.sandbox !== undefined, Date.now);
    return { stacks, name, connection, facts };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    if (!(error instanceof ApiFailure)) return { stacks, name, failure: `can't be found: ${error.message}` };
    const { status, serverMessage, message } = error;
    if (error instanceof LoginFailure) return { stacks, name, failure: `${notLoggedIn}: ${serverMessage}` };
    if (status === 401)
      return { stacks, name, failure: `${notLoggedIn}: the server doesn't take your credentials (401)` };
    return { stacks, name, failure: `doesn't answer: ${status === 0 ? serverMessage : message}` };
  }
}

/** Begins a failure of a cluster that may be well, which nobody should take for gone. */
const notLoggedIn = "can't be logged in to";

/** That a cluster doesn't answer, or wants other credentials; undefined when it is well. */
export function judgeAnswer(
  { stacks, name, failure }: StackCluster,
  commandLine: (name: string, args?: string) => string,
): Finding | undefined {
  if (failure === undefined) return undefined;
  const { error } = findingsOf("cluster");
  const whose = `the cluster of ${stacks.length === 1 ? "stack" : "stacks"} ${listed(stacks)}`;
  const [, kind] = /^context kind-(\S+)/.exec(name) ?? [];
  // A stack has a context or a kubeconfig: who has the one is not told to set the other.
  const another = name.startsWith("context ") ? "slipway:context NAME" : "--secret slipway:kubeconfig < FILE";
  const other = `pulumi config set --stack ${stacks[0]} ${another}`;
  const start =
    kind === undefined
      ? "Start it, and see that this machine reaches it"
      : `Start it: docker start ${kind}-control-plane`;
  const again = failure.startsWith(notLoggedIn) ? "Log in to it again" : "Log in to it";
  const find = kind === undefined ? again : `kind export kubeconfig --name ${kind}`;
  const gone = commandLine("down", "--cluster-gone");
  const fix = failure.startsWith("can't")
    ? `${find}, or name another: ${other}`
    : `${start}. If it no longer exists: ${gone}. For another: ${other}`;
  return error("cluster-unreachable", `${name}, ${whose}, ${failure}`, fix);
}
