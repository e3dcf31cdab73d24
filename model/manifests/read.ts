import { type Document, LineCounter, parseAllDocuments } from "yaml";
import { isRecord } from "../json.ts";
import { type ManifestFinding, type Path, type Severity, withoutSecrets } from "./finding.ts";
import { holdsUnquotedAction, looksLikeTemplate } from "./helm-template.ts";
import { isChecked, mayHoldCheckedKinds } from "./kinds.ts";
import { type ManifestObject, manifestObject, type Source } from "./object.ts";
import { kubernetesTags } from "./yaml-tags.ts";

/** What one file holds. */
export interface ReadFile {
  readonly file: string;
  readonly objects: readonly ManifestObject[];
  readonly findings: readonly ManifestFinding[];
  /** Objects may be missing: the file is a template, or can't be read. */
  readonly incomplete: boolean;
}

/** Bytes. Many manifests of one team fit; a larger file would keep everyone waiting. */
export const longestFile = 4 * 1024 * 1024;
/** How often aliases may be followed in one document; a bomb follows them by the million. */
const mostAliases = 1000;

/**
 * @param isChartTemplate the file stands in a Helm chart's `templates` folder
 * @param namespace of objects that name none themselves: a kustomization's
 */
export function readManifests(file: string, text: string, isChartTemplate: boolean, namespace?: string): ReadFile {
  if (!mayHoldCheckedKinds(text)) return { file, objects: [], findings: [], incomplete: false };
  if (isChartTemplate && text.includes("{{")) return unreadable(template(file));
  const lines = new LineCounter();
  let documents: readonly Document[];
  try {
    const options = { version: "1.1", merge: true, customTags: kubernetesTags, logLevel: "error" } as const;
    const parsed = parseAllDocuments(text, { ...options, prettyErrors: false, lineCounter: lines });
    documents = Array.isArray(parsed) ? parsed : [];
  } catch {
    return unreadable(at(file, "yaml-syntax", "error", "The file can't be read as YAML", "Mend its syntax"));
  }
  const broken = documents.some((document) => document.errors.some(({ code }) => code !== "DUPLICATE_KEY"));
  if ((broken && looksLikeTemplate(text)) || documents.some(holdsUnquotedAction)) return unreadable(template(file));
  const read = documents.map((document) => readDocument({ file, text, document, lines, namespace }));
  return {
    file,
    objects: read.flatMap(({ objects }) => objects),
    findings: read.flatMap(({ findings }) => findings),
    incomplete: read.some(({ incomplete }) => incomplete),
  };
}

function readDocument(source: Source): ReadFile {
  const { file, document } = source;
  const findings = syntaxFindings(source);
  if (document.errors.some(({ code }) => code !== "DUPLICATE_KEY"))
    return { file, objects: [], findings, incomplete: true };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    return { file, objects: [], findings: [...findings, aliasFinding(source, String(error))], incomplete: true };
  }
  return { file, objects: objectsOf(source, value, []).filter(isChecked), findings, incomplete: false };
}

/** A List's items are objects of their own. What has no apiVersion and kind is a patch, values, or another tool's. */
function objectsOf(source: Source, value: unknown, prefix: Path): ManifestObject[] {
  if (!isRecord(value) || typeof value.apiVersion !== "string" || typeof value.kind !== "string") return [];
  if (value.kind !== "List" || !Array.isArray(value.items)) return [manifestObject(source, value, prefix)];
  if (prefix.length > 8) return [];
  return value.items.flatMap((item, index) => objectsOf(source, item, [...prefix, "items", index]));
}

/** One line for what isn't YAML, since the parser's later ones follow from the first; every duplicate key. */
function syntaxFindings({ file, document, lines }: Source): ManifestFinding[] {
  const duplicates = document.errors.filter(({ code }) => code === "DUPLICATE_KEY");
  const first = document.errors.find(({ code }) => code !== "DUPLICATE_KEY");
  return [...duplicates, ...(first === undefined ? [] : [first])].map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    const place = { line: Math.max(line, 1), column: Math.max(col, 1) };
    if (error.code === "DUPLICATE_KEY") return { ...at(file, ...duplicateKey), ...place };
    const message = error.code === "TAB_AS_INDENT" ? "A tab indents this line" : "This isn't YAML";
    const fix = error.code === "TAB_AS_INDENT" ? "Indent with spaces" : `The parser says: ${error.message}`;
    return withoutSecrets({ ...at(file, "yaml-syntax", "error", message, fix), ...place });
  });
}

const duplicateKey = [
  "duplicate-key",
  "error",
  "A key stands twice in one map; only the last one counts",
  "Keep one of them",
] as const;

function aliasFinding({ file, document, lines }: Source, error: string): ManifestFinding {
  const { line } = lines.linePos(document.range?.[0] ?? 0);
  const [message, fix] = error.includes("Unresolved alias")
    ? ["An alias has no anchor before it", "Set the anchor (&name) before the alias (*name)"]
    : ["Aliases unfold to too much, or hold themselves", `Write it out; at most ${mostAliases} are followed`];
  return { ...at(file, "yaml-alias", "error", message, fix), line: Math.max(line, 1) };
}

/** What stands for a file that is too long to be checked. */
export function tooLong(file: string, bytes: number): ReadFile {
  const facts = { got: `${bytes} bytes`, allowed: `at most ${longestFile}` };
  return unreadable({
    ...at(file, "file-size", "warning", "The file is too long to be checked", "Split it into several files"),
    ...facts,
  });
}

/** What stands for a file that can't be read. */
export function notRead(file: string, code: string): ReadFile {
  return unreadable({
    ...at(file, "file-unreadable", "error", "The file can't be read", "Make it readable, or leave it out"),
    got: code,
  });
}

function template(file: string): ManifestFinding {
  return at(
    file,
    "template",
    "note",
    "Skipped: a template that makes YAML, not YAML",
    "Check what it renders to, such as the output of helm template",
  );
}

function unreadable(finding: ManifestFinding): ReadFile {
  return { file: finding.file, objects: [], findings: [finding], incomplete: true };
}

function at(file: string, rule: string, severity: Severity, message: string, fix: string): ManifestFinding {
  return { rule, severity, file, line: 1, column: 1, path: "", message, fix };
}
