import { shown } from "../../words.ts";
import type { ObjectFinding } from "../finding.ts";
import type { ManifestObject } from "../object.ts";

/** Objects of which Kargo takes one name alone. Source: pkg/webhook/kubernetes/projectconfig and clusterconfig of Kargo. */
export function checkFixedNames({ apiVersion, kind, name, namespace }: ManifestObject): ObjectFinding[] {
  if (!apiVersion.startsWith("kargo.akuity.io/") || name === "") return [];
  const wanted = kind === "ClusterConfig" ? "cluster" : kind === "ProjectConfig" ? namespace : undefined;
  if (wanted === undefined || name === wanted) return [];
  const message =
    kind === "ClusterConfig"
      ? "Kargo refuses a ClusterConfig of another name"
      : "Kargo refuses a ProjectConfig that hasn't its Project's name, which is its namespace's too";
  return [
    {
      rule: "fixed-name",
      path: ["metadata", "name"],
      message,
      got: shown(name),
      allowed: shown(wanted),
      fix: `Name it ${shown(wanted)}`,
    },
  ];
}
