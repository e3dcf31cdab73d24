import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { givenParts, isInstalled } from "./given-parts.ts";
import { doors } from "./hosts.ts";

const partOf = { argocd: "argocd", kargo: "kargo", webhooks: "kargo" } as const;

/** What is wrong with the hosts of Ingresses: one without a name would be for `localhost`, and two of one name are refused. */
export function ingressHostProblems(platform: unknown): Problem[] {
  if (!isRecord(platform) || platform["ingressClassName"] === undefined) return [];
  const { hosts, cluster } = platform;
  if (cluster === undefined || (isRecord(cluster) && cluster["type"] === "kind")) return [];
  const given = isRecord(hosts) ? hosts : {};
  const parts = givenParts(platform);
  const installed = doors.filter((door) => isInstalled(parts[partOf[door]]));
  const problem = (door: string, facts: Pick<Problem, "message" | "fix"> & Partial<Problem>): Problem => ({
    ...{ rule: "ingress-hosts", severity: "error", path: `platform.hosts.${door}` },
    ...facts,
  });
  return installed.flatMap((door, index) => {
    const host = given[door];
    if (host === undefined) {
      const message = "an Ingress is made for it, and nobody has said for which name";
      return [
        problem(door, {
          message,
          fix: `Add a name that leads to your Ingress controller, or leave out ingressClassName`,
        }),
      ];
    }
    const first = installed.slice(0, index).find((each) => given[each] === host);
    if (first === undefined) return [];
    const message = `hosts.${first} is this name already, and one name leads to one of them`;
    return [problem(door, { message, got: shown(host), fix: "Give each a name of its own" })];
  });
}
