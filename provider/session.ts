import { UnreachableError } from "./kube/api-error.ts";
import type { KubeClient } from "./kube/client.ts";
import type { Discovery } from "./kube/resources.ts";
import type { Options } from "./options.ts";

export type Severity = "info" | "warning" | "error";

/** Messages to the engine about one resource. */
export interface Log {
  /** A line that stays in the output. */
  message(severity: Severity, urn: string, text: string): void;
  /** What is going on just now; the next one takes its place. */
  status(urn: string, text: string): void;
}

/** A cluster that answered when the provider was configured. */
export interface Reachable {
  readonly client: KubeClient;
  readonly discovery: Discovery;
}

/** Everything an operation needs, fixed when the provider is configured. */
export interface Session {
  readonly options: Options;
  /** Namespace of objects that name none. */
  readonly defaultNamespace: string;
  readonly cluster: Reachable | { readonly unreachable: string };
  readonly log: Log;
  /** Aborted when the engine cancels. */
  readonly signal: AbortSignal;
}

/** The cluster, or undefined when it did not answer. */
export function reachable(session: Session): Reachable | undefined {
  return "client" in session.cluster ? session.cluster : undefined;
}

export function unreachableReason(session: Session): string {
  return "unreachable" in session.cluster ? session.cluster.unreachable : "";
}

/** The cluster. @throws UnreachableError naming the server when it did not answer */
export function requireCluster(session: Session): Reachable {
  const cluster = reachable(session);
  if (cluster !== undefined) return cluster;
  throw new UnreachableError(`configured Kubernetes cluster is unreachable: ${unreachableReason(session)}`);
}
