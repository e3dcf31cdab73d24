import { protectedLabel } from "../../keys.ts";
import { shown } from "../../words.ts";
import type { ObjectFinding, Path } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { type Fields, fields, items, string } from "../reading.ts";

/**
 * What an AppProject lets its Applications read and write. Its CRD takes any text.
 * Source: AppProject.ValidateProject and isDestinationMatched of Argo CD, pkg/apis/application/v1alpha1.
 */
export function checkAppProjects(object: ManifestObject): ObjectFinding[] {
  if (object.kind !== "AppProject") return [];
  const spec = fields(object.value.spec);
  const destinations = items(spec.destinations, ["spec", "destinations"]);
  const repositories: readonly unknown[] = Array.isArray(spec.sourceRepos) ? spec.sourceRepos : [];
  const sources = repositories.map((text, index) => ({ path: ["spec", "sourceRepos", index], text: string(text) }));
  return [
    ...sources.flatMap(({ path, text }) => nothing(path, text)),
    ...destinations.flatMap(({ path, value }) => [
      ...["server", "name", "namespace"].flatMap((key) => nothing([...path, key], string(value[key]))),
      ...bothWays(path, value),
    ]),
    ...twice("repository", sources),
    ...twice(
      "destination",
      destinations.map(({ path, value }) => ({ path, text: destination(value) })),
    ),
    ...(isProtected(object) ? [...sources.flatMap(everyRepository), ...destinations.flatMap(everyDestination)] : []),
  ];
}

export function isProtected(object: ManifestObject): boolean {
  return fields(fields(object.value.metadata).labels)[protectedLabel] === "true";
}

function nothing(path: Path, text: string | undefined): ObjectFinding[] {
  if (text !== "!*") return [];
  const message = "This takes away everything, and Argo CD's API refuses it";
  return [{ rule: "denies-everything", path, message, got: shown(text), fix: "Name what is meant, or remove it" }];
}

function bothWays(path: Path, { server, name }: Fields): ObjectFinding[] {
  if (!string(server) || !string(name)) return [];
  return [
    {
      rule: "destination-by-two-names",
      severity: "warning",
      path: [...path, "name"],
      message: "A cluster that fits either its address or its name is let in",
      got: `${shown(server)} and ${shown(name)}`,
      allowed: "server or name",
      fix: "Keep one of them",
    },
  ];
}

/** What tells one destination from another to Argo CD. */
function destination({ server, name, namespace }: Fields): string {
  return `${string(server) || string(name) || ""}/${string(namespace) ?? ""}`;
}

function twice(
  what: string,
  entries: readonly { readonly path: Path; readonly text: string | undefined }[],
): ObjectFinding[] {
  const seen = new Set<string>();
  return entries.flatMap(({ path, text }): ObjectFinding[] => {
    if (text === undefined || !seen.has(text)) {
      seen.add(text ?? "");
      return [];
    }
    const message = `Argo CD's API refuses a project with the same ${what} twice`;
    return [{ rule: "duplicate-entry", path, message, got: shown(text), fix: "Remove one of them" }];
  });
}

function everyRepository({ path, text }: { readonly path: Path; readonly text: string | undefined }): ObjectFinding[] {
  if (text !== "*") return [];
  const message = "This project is protected, and its Applications may take manifests from any repository";
  return [{ rule: "open-project", severity: "warning", path, message, got: shown(text), fix: "Name the repositories" }];
}

function everyDestination({ path, value }: { readonly path: Path; readonly value: Fields }): ObjectFinding[] {
  if (value.namespace !== "*" || (value.server !== "*" && value.name !== "*")) return [];
  const message = "This project is protected, and its Applications may write to any namespace of any cluster";
  return [{ rule: "open-project", severity: "warning", path, message, got: shown("*"), fix: "Name the destinations" }];
}
