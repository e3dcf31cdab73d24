import { type ClusterAccess, kubeconfigNames } from "./cluster-access.ts";

/** Names under which nobody keeps a cluster that others live on. */
const local = /^(kind-|k3d-|minikube$|docker-desktop$|rancher-desktop$|orbstack$|colima)/;

/** Names under which others live. */
const production = /(^|[^a-z])(prod|prd|production|live)([^a-z]|$)/i;

/** What needs a yes in config, since a platform changes all of its cluster. */
export interface Doubt {
  readonly message: string;
  readonly got: string;
  /** The context's name: to be written as `platform.cluster.confirm`. */
  readonly name: string;
}

/**
 * Whether an existing cluster may be somebody else's: its context doesn't look like one of this machine's, or a kubeconfig
 * looks like production's. A kubeconfig whose server is on loopback leads to this machine, whatever its names; through a tunnel
 * it may still lead to production, which its names tell.
 */
export function doubtOf(access: ClusterAccess): Doubt | undefined {
  if (!("kubeconfig" in access)) {
    const name = access.context;
    const message = "this context doesn't look like a cluster of your own machine's, and a platform changes all of it";
    return local.test(name) ? undefined : { message, got: JSON.stringify(name), name };
  }
  const { context: name = "", cluster, server } = kubeconfigNames(access.kubeconfig);
  const address = addressOf(server);
  const suspects = [name, cluster, address].filter((each) => each !== undefined && production.test(each));
  if (suspects.length > 0) {
    const message = "this kubeconfig looks like one of production, and a platform changes all of its cluster";
    return { message, got: `context ${JSON.stringify(name)}, with ${suspects.join(", ")}`, name };
  }
  if (local.test(name) || onLoopback(server)) return undefined;
  const message =
    "this kubeconfig doesn't look like one of your own machine's, and a platform changes all of its cluster";
  return { message, got: `context ${JSON.stringify(name)}, with ${address ?? "no address"}`, name };
}

function onLoopback(server: string | undefined): boolean {
  const host = server !== undefined && URL.canParse(server) ? new URL(server).hostname : "";
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Host, port and path: what may stand before them is a login. */
function addressOf(server: string | undefined): string | undefined {
  if (server === undefined || !URL.canParse(server)) return undefined;
  const { host, pathname } = new URL(server);
  return `${host}${pathname.replace(/\/$/, "")}`;
}
