import type { ManifestFinding, Severity } from "../../model/manifests/finding.ts";

/** Where findings go as they come, and the closing words. */
export interface Report {
  /** @param findings of one file, or of references between files */
  add(findings: readonly ManifestFinding[]): void;
  close(files: number, objects: number): void;
  readonly errors: number;
}

/**
 * One line a finding, an empty line between files, a count at the end.
 *
 * @param of what holds the objects, in the count
 */
export function humanReport(print: (text: string) => void, of: "file" | "Project" = "file"): Report {
  const counts: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
  let last: string | undefined;
  return {
    add(findings) {
      for (const finding of findings) {
        if (last !== undefined && last !== finding.file) print("");
        last = finding.file;
        counts[finding.severity] += 1;
        print(line(finding));
      }
    },
    close(files, objects) {
      if (last !== undefined) print("");
      const found = (["error", "warning", "note"] as const).map((severity) => count(counts[severity], severity));
      // zero errors of nothing are no good news, and look like some
      const nothing = objects === 0 && of === "file" ? ": none is of Kargo, Argo CD or Argo Rollouts" : "";
      print(`${found.join(", ")}; ${count(objects, "object")} in ${count(files, of)}${nothing}`);
    },
    get errors() {
      return counts.error;
    },
  };
}

/** A JSON list, written item by item. */
export function jsonReport(print: (text: string) => void): Report {
  let errors = 0;
  let before: string | undefined;
  const write = (text: string, end: string) => {
    if (before !== undefined) print(`${before}${end}`);
    before = text;
  };
  return {
    add(findings) {
      for (const { rule, severity, file, line, column, path, message, got, allowed, fix, source } of findings) {
        if (severity === "error") errors += 1;
        const item = { rule, severity, file, line, column, path, message, got, allowed, fix, source };
        if (before === undefined) print("[");
        write(JSON.stringify(item), ",");
      }
    },
    close() {
      if (before === undefined) print("[]");
      else {
        write("", "");
        print("]");
      }
    },
    get errors() {
      return errors;
    },
  };
}

function line(finding: ManifestFinding): string {
  const { rule, severity, file, line, column, path, message, got, allowed, fix } = finding;
  const facts = [got === undefined ? [] : [`got ${got}`], allowed === undefined ? [] : [`allowed ${allowed}`]].flat();
  const where = path === "" ? "" : `${path}: `;
  const told = `${where}${message}${facts.length === 0 ? "" : ` (${facts.join("; ")})`}. ${fix}. [${rule}]`;
  // what stands in a cluster has no line
  return visible(`${line === 0 ? "" : `${file}:${line}:${column} `}${severity} ${told}`);
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}

/** Names of files and fields may hold anything, also what moves a terminal's cursor. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
