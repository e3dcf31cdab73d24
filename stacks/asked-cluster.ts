import type { AskedCluster, Way } from "../kube/asked.ts";

/** How a program comes to a cluster; tests put recorded answers here. */
export type Reach = (way: Way) => AskedCluster | Promise<AskedCluster>;
