import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";

/** What `slipway:platform` asks of a kind cluster that one node without a load balancer can't give. */
export function kindLimitProblems(platform: unknown): Problem[] {
  if (!isRecord(platform)) return [];
  const { cluster, size, ingressClassName } = platform;
  if (cluster !== undefined && !(isRecord(cluster) && cluster["type"] === "kind")) return [];
  const problem = (field: string, facts: Pick<Problem, "message" | "got" | "allowed" | "fix">): Problem => ({
    ...{ rule: "kind-cluster", severity: "error", path: `platform.${field}`, ...facts },
  });
  const problems: Problem[] = [];
  if (size === "ha") {
    problems.push(
      problem("size", {
        // redis-ha's hardAntiAffinity.
        message: "a kind cluster has one node, and with this size Argo CD's Redis wants three: it never gets ready",
        got: shown(size),
        allowed: "small",
        fix: "Leave size out, or choose a cluster with three nodes",
      }),
    );
  }
  if (ingressClassName !== undefined) {
    problems.push(
      problem("ingressClassName", {
        message:
          "a kind cluster opens ports that lead to Argo CD and Kargo themselves, and none for an Ingress controller",
        got: shown(ingressClassName),
        allowed: "no Ingresses on kind",
        fix: "Leave it out: hosts are names for those ports",
      }),
    );
  }
  return problems;
}
