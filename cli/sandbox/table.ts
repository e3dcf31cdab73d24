import type { KubeConfig } from "@kubernetes/client-node";
import type { Compiled } from "../../model/compile.ts";
import { environmentTable } from "../status/environments.ts";
import { readEnvironments, versionFromLoopbackRegistry } from "../status/read.ts";

/** The table of environments as the cluster tells it now. */
export async function currentTable(cluster: KubeConfig, compiled: Compiled): Promise<string> {
  const rows = await readEnvironments(cluster, "argocd", versionFromLoopbackRegistry);
  return environmentTable(
    rows,
    compiled.environments.flatMap(({ targets }) => targets.map((target) => target.stageName)),
  );
}
