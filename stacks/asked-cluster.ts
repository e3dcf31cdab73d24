import type { Way } from "../kube/access.ts";
import type { Cluster } from "../kube/cluster.ts";

/** What checks need of a cluster. */
export type AskedCluster = Pick<Cluster, "name" | "look" | "tryPatch">;

/** How a program comes to a cluster; tests put recorded answers here. */
export type Reach = (way: Way) => AskedCluster | Promise<AskedCluster>;
