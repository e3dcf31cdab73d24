import { kubeConfigOf, kubeconfigFile, missingKubeconfig } from "../../engine/object-exists.ts";
import type { Deployment } from "../../engine/pending-creates.ts";
import { UserError } from "../../model/problem.ts";
import { listed } from "../../model/words.ts";
import type { StackToEnd } from "./teardown-cluster.ts";

/**
 * Refuses to destroy stacks by a kubeconfig that isn't there, or that hasn't got their context: neither says that the
 * cluster is gone, and nothing of it could be deleted. Asks no cluster.
 *
 * @param gone the command for when the cluster no longer exists
 * @throws UserError with every such kubeconfig and the stacks that need it
 */
export function checkWaysToClusters(
  stacks: readonly { readonly state: Pick<StackToEnd["state"], "name">; readonly deployment: Deployment }[],
  gone: string,
): void {
  const found = new Map<string, Set<string>>();
  for (const { state, deployment } of stacks) {
    for (const complaint of complaintsOf(deployment))
      found.set(complaint, (found.get(complaint) ?? new Set()).add(state.name));
  }
  if (found.size === 0) return;
  const lines = [...found].map(([complaint, names]) =>
    names.size === 1
      ? `stack ${listed([...names])} finds its cluster by ${complaint}`
      : `stacks ${listed([...names])} find their cluster by ${complaint}`,
  );
  throw new UserError(
    `${lines.join("\n")}\nThat doesn't say that a cluster is gone, so nothing was destroyed. Put the file back, or another with that context ` +
      `in its place, and run the same command again. Only if the cluster no longer exists: ${gone}`,
  );
}

function complaintsOf(deployment: Deployment): string[] {
  const resources = deployment.resources ?? [];
  const used = resources
    .filter(({ type }) => type === "pulumi:providers:kubernetes")
    .filter(({ urn }) => resources.some(({ provider }) => `${provider}`.startsWith(`${urn}::`)));
  return used.flatMap(({ urn, inputs }) => {
    const file = kubeconfigFile(urn, deployment);
    const context = typeof inputs?.["context"] === "string" ? `context ${inputs["context"]} of ` : "";
    const where = `${context}${file ?? "its kubeconfig"}`;
    if (missingKubeconfig(urn, deployment) !== undefined) return [`${where}, which isn't there`];
    const config = kubeConfigOf(urn, deployment);
    if (config.getCurrentCluster() !== null) return [];
    const names = config.getContexts().map(({ name }) => name);
    return [`${where}, which leads to none (it has ${listed(names, "no contexts")})`];
  });
}
