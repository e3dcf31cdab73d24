import { projectNamespaceLabel } from "../../keys.ts";
import { shown } from "../../words.ts";
import type { ManifestFinding } from "../finding.ts";
import { fields } from "../reading.ts";
import type { Catalog } from "./catalog.ts";

/**
 * A Namespace of a Project's name that Kargo may not take: created first, it makes Kargo refuse the Project (409).
 * Source: ensureNamespace in Kargo, pkg/webhook/kubernetes/project.
 */
export function namespaceReferences(catalog: Catalog): ManifestFinding[] {
  const projects = new Set(catalog.of("Project").map(({ name }) => name));
  return catalog.of("Namespace").flatMap((namespace) => {
    const label = fields(fields(namespace.value.metadata).labels)[projectNamespaceLabel];
    if (!projects.has(namespace.name) || label === "true") return [];
    return [
      namespace.at({
        rule: "project-namespace",
        severity: "warning",
        path: ["metadata", "labels"],
        message:
          "A Project has this name, and Kargo refuses it when this Namespace is there before it without its label",
        got: label === undefined ? "no such label" : shown(label),
        allowed: `${projectNamespaceLabel}: "true"`,
        fix: "Add the label, or leave the Namespace to Kargo",
      }),
    ];
  });
}
