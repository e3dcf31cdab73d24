import { setTimeout as sleep } from "node:timers/promises";
import { ApiFailure } from "../../kube/api-failure.ts";
import { type Cluster, kinds } from "../../kube/cluster.ts";

/** Milliseconds in which the API server has taken note of a switch, as a rule within one second. */
const bound = 20_000;
const between = 250;

/** `refused`: by rule G16. `passed`: whatever else was said, G16 said nothing. `hidden`: this person can't find out. */
export type Verdict = "refused" | "passed" | "hidden";

/**
 * Asks the API server, by a dry run, whether it refuses Promotions into a Stage as frozen, until it answers as wanted.
 *
 * @returns its last answer, after twenty seconds at most
 */
export async function frozenVerdict(
  cluster: Cluster,
  project: string,
  stage: string,
  wanted: Verdict,
): Promise<Verdict> {
  for (const end = Date.now() + bound; ; await sleep(between)) {
    const verdict = await ask(cluster, project, stage);
    if (verdict === wanted || verdict === "hidden" || Date.now() > end) return verdict;
  }
}

/** Policies are asked before Kargo's validating webhook, which would refuse this Freight. */
async function ask(cluster: Cluster, project: string, stage: string): Promise<Verdict> {
  const probe = {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Promotion",
    metadata: { name: `${stage}.slipway-freeze-probe`, namespace: project },
    spec: { stage, freight: "slipway-freeze-probe", steps: [{ uses: "fail" }] },
  };
  try {
    await cluster.create(kinds.promotion, project, probe, { dryRun: true });
    return "passed";
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status === 0) throw error;
    if (error.serverMessage.includes("G16: ")) return "refused";
    return error.serverMessage.includes("cannot create resource") ? "hidden" : "passed";
  }
}
