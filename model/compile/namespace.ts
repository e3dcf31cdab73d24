import type { KubeObject } from "../object.ts";
import { versions } from "../versions.ts";
import { stageLabels } from "./labels.ts";
import type { TargetInput } from "./target.ts";

/** `v1.36`: Pod Security of another minor may judge the same Pod differently, so the minor is pinned. */
export const podSecurityVersion = `v${versions.kubernetes.split(".").slice(0, 2).join(".")}`;

/** The namespace a Stage's workload runs in. The stack owns it, never Argo CD, so that destroy takes it along. */
export function namespace({ app, stage, name }: TargetInput): KubeObject {
  const modes = ["audit", "enforce", "warn"].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, "restricted"],
    [`pod-security.kubernetes.io/${mode}-version`, podSecurityVersion],
  ]);
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { ...stageLabels(app, stage), ...Object.fromEntries(modes) } },
  };
}
