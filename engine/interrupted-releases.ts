import { CoreV1Api } from "@kubernetes/client-node";
import { UserError } from "../model/problem.ts";
import { kubeConfigOf } from "./object-exists.ts";
import type { Deployment, InterruptedCreate } from "./pending-creates.ts";
import { within } from "./within.ts";

/** What became of a Helm release that a run was cut off at. */
export interface ReleaseFate {
  /** Whether Helm knows it, apart from the revision that was taken away. */
  readonly exists: boolean;
  /** Of the newest revision: `pending-install`, `pending-upgrade`, `deployed`, …; undefined when there was none. */
  readonly status: string | undefined;
}

/**
 * Mends a release whose helm was killed. Helm refuses to touch a release that is `pending-…`, for somebody might be at
 * it; here it is known that nobody is: the stack's lock is ours, and the run that took it is dead. So the record of the
 * unfinished revision goes, and nothing else: the objects it made carry Helm's marks of this very release, and the next
 * install or upgrade takes them over.
 *
 * Format: helm v3, pkg/storage/driver/secrets.go (a Secret per revision, labels `owner`, `name`, `status`, `version`).
 *
 * @param deployment exported with secrets in the clear
 * @throws UserError when the cluster doesn't answer: guessing would refuse to install, or lose what is installed
 */
export async function settleRelease(release: InterruptedCreate, deployment: Deployment): Promise<ReleaseFate> {
  const { name, namespace = "default", provider } = release;
  const config = kubeConfigOf(provider.slice(0, provider.lastIndexOf("::")), deployment);
  try {
    const api = config.makeApiClient(CoreV1Api);
    const labelSelector = `owner=helm,name=${name}`;
    const { items } = await within(api.listNamespacedSecret({ namespace, labelSelector }));
    const revisions = items.sort((a, b) => revisionOf(b.metadata?.labels) - revisionOf(a.metadata?.labels));
    const newest = revisions[0]?.metadata;
    const status = newest?.labels?.["status"];
    if (newest?.name === undefined || !status?.startsWith("pending-")) return { exists: newest !== undefined, status };
    await within(api.deleteNamespacedSecret({ namespace, name: newest.name }));
    return { exists: revisions.length > 1, status };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UserError(
      `Helm release ${namespace}/${name} was being installed or upgraded when an earlier run was cut off, and ` +
        `${config.getCurrentCluster()?.server ?? "its cluster"} doesn't say how far it got (${reason}). Bring that cluster up, then run again.`,
    );
  }
}

function revisionOf(labels: Readonly<Record<string, string>> | undefined): number {
  return Number(labels?.["version"] ?? 0);
}

/** `pending-install: its record is taken away, …`; undefined when Helm had nothing to mend. */
export function fateText({ exists, status }: ReleaseFate): string {
  if (status?.startsWith("pending-") === true)
    return `Helm left it ${status}: that revision's record is taken away, and what it made is taken over by the next try`;
  return exists ? `Helm has it (${status}), and it is adopted` : "Helm hasn't begun it";
}
