import type { KubeConfig } from "@kubernetes/client-node";
import { Cluster } from "../../kube/cluster.ts";
import type { Compiled } from "../../model/compile.ts";
import { readProjects } from "../status/read-projects.ts";
import { versionFromLoopbackRegistry } from "../status/registry-version.ts";
import { projectStatus } from "../status/rows.ts";
import { statusText } from "../status/table.ts";

/** Reading a Project's objects may take this long, in milliseconds. */
const bound = 60_000;

/** What `slipway status` prints of the app, as the cluster tells it now. */
export async function currentTable(config: KubeConfig, compiled: Compiled): Promise<string> {
  const cluster = new Cluster("the sandbox", config, AbortSignal.timeout(bound));
  const [snapshot] = await readProjects(cluster, [compiled.project], versionFromLoopbackRegistry);
  const now = Date.now();
  return snapshot === undefined ? "" : statusText(projectStatus(snapshot, now), now);
}
