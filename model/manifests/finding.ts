import { isRecord } from "../json.ts";
import { redacted } from "../redacted.ts";
import { shown } from "../words.ts";

/** How much a finding matters: an error fails the run, a warning and a note never do. */
export type Severity = "error" | "warning" | "note";

/** One thing to say about a manifest, and where it stands. */
export interface ManifestFinding {
  /** Stable id, kebab-case, or a guard rule's id. */
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Where in the object: `Stage/prod spec.requestedFreight[0].origin.name`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly got?: string;
  readonly allowed?: string;
  readonly fix: string;
  /** Upstream's release notes, page or file that says so; of the table of versions. */
  readonly source?: string;
}

/** What a check says about one object; the object knows file, line and column. */
export interface ObjectFinding {
  readonly rule: string;
  readonly severity?: Severity;
  readonly path: Path;
  /** Where in the text at `path`, when `path` leads to a string: the text that begins there. */
  readonly within?: { readonly offset: number; readonly text: string };
  readonly message: string;
  readonly got?: string;
  readonly allowed?: string;
  readonly fix: string;
  /** Upstream's release notes, page or file that says so; of the table of versions. */
  readonly source?: string;
}

/** Field names and list indexes, from an object's top. */
export type Path = readonly (string | number)[];

/** `spec.steps[0].config["a.b"]`. */
export function pathText(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      if (/^[A-Za-z_$][\w$-]*$/.test(part)) return index === 0 ? part : `.${part}`;
      return `[${shown(part)}]`;
    })
    .join("");
}

/** The value a path leads to; undefined when it leads nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const part of path) {
    if (Array.isArray(at)) at = at[Number(part)];
    else if (isRecord(at) && Object.hasOwn(at, part)) at = at[part];
    else return undefined;
  }
  return at;
}

/** The finding without anything that looks like a secret, whoever wrote its texts. */
export function withoutSecrets(finding: ManifestFinding): ManifestFinding {
  const texts = (["path", "message", "got", "allowed", "fix"] as const).flatMap((key) => {
    const text = finding[key];
    return text === undefined ? [] : [[key, redacted(text)] as const];
  });
  return { ...finding, ...Object.fromEntries(texts) };
}

/** By place in the file, then rule and message: the same order on every machine. */
export function inOrder(findings: readonly ManifestFinding[]): ManifestFinding[] {
  return [...findings].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compare(a.path, b.path) ||
      compare(a.rule, b.rule) ||
      compare(a.message, b.message),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
