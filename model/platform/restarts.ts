import { parseAllDocuments } from "yaml";
import { canonicalJson } from "../json.ts";
import { type Fields, fields, string } from "../manifests/reading.ts";

/** What restarts when its Pods' template changes. */
const kinds = ["Deployment", "StatefulSet", "DaemonSet"];

/** Pods' templates of what a manifest runs, by `Deployment/argocd-server`. */
export function templatesIn(manifest: string): ReadonlyMap<string, Fields> {
  const found = new Map<string, Fields>();
  // As Helm reads YAML: 0644 is octal.
  for (const document of parseAllDocuments(manifest, { version: "1.1", logLevel: "silent" })) {
    const object = fields(document.toJS());
    const kind = string(object["kind"]) ?? "";
    const name = string(fields(object["metadata"])["name"]) ?? "";
    if (kinds.includes(kind)) found.set(`${kind}/${name}`, fields(fields(object["spec"])["template"]));
  }
  return found;
}

/** What restarts, or goes, between two manifests of a release. */
export function restarts(before: string, after: string): readonly string[] {
  const [old, next] = [templatesIn(before), templatesIn(after)];
  return [...old].flatMap(([name, template]) => {
    const now = next.get(name);
    return now !== undefined && canonicalJson(now) === canonicalJson(template) ? [] : [name];
  });
}
