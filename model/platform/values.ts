import { isRecord } from "../json.ts";

/** Values of a Helm chart. */
export type Values = Readonly<Record<string, unknown>>;

/** One over the other: maps key by key, everything else replaced. A null takes a chart's own default away, as Helm has it. */
export function layered(below: Values, above: Values): Values {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isRecord(under) && isRecord(value) ? layered(under, value) : value;
  }
  return merged;
}

/** What containers need to pass the Pod Security Standard `restricted`, where a chart leaves it open. */
export const restricted: Values = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

/** What a container is promised, and may take at most. CPU has no limit: throttled controllers lose their leases. */
export function resources(cpu: string, memory: string, limit: string): Values {
  return { requests: { cpu, memory }, limits: { memory: limit } };
}
