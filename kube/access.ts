import { homedir } from "node:os";
import { KubeConfig } from "@kubernetes/client-node";
import { UserError } from "../model/problem.ts";
import { listed, nearest } from "../model/words.ts";
import type { Way } from "./asked.ts";
import { Cluster } from "./cluster.ts";
import { loadKubeconfigs, usualKubeconfigs } from "./kubeconfig.ts";

/**
 * The cluster that a stack's config names; nothing is asked of it.
 *
 * @param key of the config that names it, for messages: `slipway:context`
 * @throws UserError for a context that isn't in the kubeconfig, with those that are
 */
export function clusterAt(way: Way, key: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Cluster {
  if ("kubeconfig" in way) {
    const config = new KubeConfig();
    try {
      config.loadFromString(way.kubeconfig);
    } catch {
      // What the parser says may quote the file, and the file is a secret.
      throw new UserError(`${key}: this is no kubeconfig in YAML or JSON`);
    }
    const cluster = config.getCurrentCluster();
    if (cluster === null) throw new UserError(`${key}: its current context leads to no cluster`);
    return new Cluster(`context ${config.getCurrentContext()} (${cluster.server})`, config, signal);
  }
  const files = usualKubeconfigs(env, homedir());
  const config = loadKubeconfigs(files);
  const contexts = config.getContexts().map(({ name }) => name);
  if (!contexts.includes(way.context)) {
    const guess = nearest(way.context, contexts);
    throw new UserError(
      `${key}: got ${JSON.stringify(way.context)}; allowed, in ${files.join(":")}: ${listed(contexts)}` +
        `${guess === undefined ? "" : `. Perhaps "${guess}" is meant`}. Another file is named by KUBECONFIG`,
    );
  }
  config.setCurrentContext(way.context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new UserError(
      `${key}: context ${JSON.stringify(way.context)} names a cluster that isn't in ${files.join(":")}`,
    );
  }
  return new Cluster(`context ${way.context} (${cluster.server})`, config, signal);
}
