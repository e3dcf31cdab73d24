import { isRecord } from "../../model/json.ts";

/** A container of a workload in a manifest. */
export interface FoundContainer {
  /** Kind and name of its workload: `Deployment shop`. */
  readonly workload: string;
  /** As Kustomize knows it: without tag and digest. */
  readonly image: string;
  readonly port?: number;
  /** Allowed where Pod Security `restricted` is enforced, as in every namespace that Slipway makes. */
  readonly isRestricted: boolean;
}

const workloads = ["Deployment", "StatefulSet", "DaemonSet", "Rollout"];

/** The containers of a workload's pods; none for other objects. */
export function containersIn(object: Readonly<Record<string, unknown>>): FoundContainer[] {
  if (!workloads.includes(String(object["kind"]))) return [];
  const pod = at(object, "spec", "template", "spec");
  const containers = isRecord(pod) && Array.isArray(pod["containers"]) ? (pod["containers"] as unknown[]) : [];
  return containers.filter(isRecord).flatMap((container) => {
    if (typeof container["image"] !== "string") return [];
    const port = at(container, "ports", 0, "containerPort");
    return [
      {
        workload: `${String(object["kind"])} ${String(at(object, "metadata", "name"))}`,
        image: withoutTag(container["image"]),
        ...(typeof port === "number" ? { port } : {}),
        isRestricted: isRestricted(pod, container),
      },
    ];
  });
}

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/, as far as a container has to ask for it. */
function isRestricted(pod: unknown, container: Record<string, unknown>): boolean {
  const own = (key: string) => at(container, "securityContext", key) ?? at(pod, "securityContext", key);
  const dropped = at(container, "securityContext", "capabilities", "drop");
  const profile = own("seccompProfile");
  return (
    own("runAsNonRoot") === true &&
    at(container, "securityContext", "allowPrivilegeEscalation") === false &&
    Array.isArray(dropped) &&
    dropped.includes("ALL") &&
    isRecord(profile) &&
    profile["type"] !== "Unconfined"
  );
}

function withoutTag(image: string): string {
  return image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
}

function at(value: unknown, ...keys: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof key === "number") found = Array.isArray(found) ? (found as unknown[])[key] : undefined;
    else found = isRecord(found) ? found[key] : undefined;
  }
  return found;
}
