import { parseDocument } from "yaml";
import { goQuoted } from "../../model/go-quoted.ts";

/**
 * What kustomize printed as one file per object, under Kargo's names: `[namespace-]kind-name.yaml` in lower case. Of
 * two objects with one name the later one stays.
 * Source: akuity/kargo v1.11.2, kustomize_builder.go, fileNameKargo.
 *
 * @throws Error when an object's name can't be a file's
 */
export function resourceFiles(built: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const text of splitDocuments(built)) {
    const { kind, metadata } = objectOf(text);
    const name = [metadata.namespace, kind, metadata.name].filter(Boolean).join("-");
    files.set(checkFileName(`${name}.yaml`.toLowerCase()), text);
  }
  return files;
}

/** The namespace that a rendered object says it is for. */
export function namespaceOf(text: string): string | undefined {
  return objectOf(text).metadata.namespace || undefined;
}

function objectOf(text: string) {
  return parseDocument(text, { uniqueKeys: false, version: "1.1", logLevel: "error" }).toJS() as {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  };
}

/** Objects never have an unindented line of dashes inside. */
function splitDocuments(text: string): string[] {
  return text.split(/^---\n/m).filter((document) => document.trim() !== "");
}

/** Source: akuity/kargo v1.11.2, resource_filename.go. */
export function checkFileName(name: string): string {
  if (name === "") throw new Error("generated resource filename is empty");
  if (name === "." || name === ".." || /[/\\]/.test(name)) {
    throw new Error(`unsafe generated resource filename ${goQuoted(name)}`);
  }
  return name;
}
