import { parseDocument } from "yaml";
import { checkFileName } from "../files/resource-files.ts";

interface Metadata {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown; readonly annotations?: unknown };
}

/**
 * What Helm printed as one file per object: `[group-]kind[-namespace]-name.yaml`, a group's dots as underscores. What
 * has no kind or name is `resource-0.yaml`, and each such one replaces the one before.
 * Source: akuity/kargo v1.11.2, helm_template_runner.go, writeResourcesFlat and generateResourceFilename.
 */
export function chartFiles(rendered: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const document of splitDocuments(rendered)) {
    const text = document.trim();
    if (text === "") continue;
    const object = metadataOf(text);
    files.set(checkFileName(nameOf(object) || "resource-0.yaml"), isHook(object) ? withoutSource(text) : text);
  }
  return files;
}

/**
 * Three dashes alone on a line end a document; at the very beginning they are part of the first one.
 * Source: k8s.io/apimachinery v0.34.3, pkg/util/yaml/decoder.go, YAMLReader.
 */
function splitDocuments(text: string): string[] {
  const documents: string[] = [];
  let document = "";
  for (const line of text.split(/(?<=\n)/)) {
    if (/^---\s*$/.test(line) && document !== "") {
      documents.push(document);
      document = "";
    } else {
      document += line;
    }
  }
  return [...documents, document];
}

function metadataOf(text: string): Metadata {
  const document = parseDocument(text, { uniqueKeys: false, version: "1.1", logLevel: "error" });
  const value: unknown = document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 1000 });
  return typeof value === "object" && value !== null ? (value as Metadata) : {};
}

function nameOf({ apiVersion, kind, metadata }: Metadata): string {
  const name = metadata?.name;
  if (typeof kind !== "string" || typeof name !== "string" || kind === "" || name === "") return "";
  const group = typeof apiVersion === "string" ? apiVersion.split("/").slice(0, -1).join("/") : "";
  const namespace = typeof metadata?.namespace === "string" ? metadata.namespace : "";
  const parts = [group.replaceAll(".", "_"), kind, namespace, name].filter((part) => part !== "");
  return `${parts.join("-")}.yaml`.toLowerCase();
}

function isHook({ metadata }: Metadata): boolean {
  const { annotations } = metadata ?? {};
  return typeof annotations === "object" && annotations !== null && "helm.sh/hook" in annotations;
}

/** Helm's program notes where a hook came from, as it does for everything; Kargo only for what is no hook. */
function withoutSource(text: string): string {
  return text.replace(/^(---\n)?# Source: .*\n/, "");
}
