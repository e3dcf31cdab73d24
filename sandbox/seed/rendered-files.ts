import { parseAllDocuments, stringify } from "yaml";

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/**
 * What `kustomize build` printed as one file per object, named and written as Kargo's step kustomize-build does for a
 * folder: `[namespace-]kind-name.yaml`, lower case, keys sorted. Kargo's first promotion then
 * changes no formatting, save how it quotes unusual strings and folds long ones.
 *
 * Source: Kargo 1.11.2, pkg/promotion/runner/builtin/kustomize_builder.go
 *
 * @throws Error when two objects would share a file, or a name isn't one of a plain file
 */
export function renderedFiles(built: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const document of parseAllDocuments(built)) {
    if (document.errors[0]) throw new Error(`kustomize build printed no YAML: ${document.errors[0].message}`);
    const object = document.toJS() as Rendered | null;
    if (object === null) continue;
    const { namespace, name } = object.metadata;
    const file = `${[namespace, object.kind, name].filter(Boolean).join("-")}.yaml`.toLowerCase();
    if (/[/\\]/.test(file)) throw new Error(`${object.kind} ${name} has a name that can't be a file's: ${file}`);
    if (files.has(file)) throw new Error(`two objects would be written to ${file}: rename one`);
    // YAML 1.1 and unindented lists are what Go's sigs.k8s.io/yaml writes.
    files.set(file, stringify(object, { version: "1.1", sortMapEntries: true, indentSeq: false, lineWidth: 0 }));
  }
  return files;
}
