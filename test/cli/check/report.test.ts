import { describe, expect, test } from "vitest";
import { humanReport, jsonReport } from "../../../cli/check/report.ts";
import type { ManifestFinding } from "../../../model/manifests/finding.ts";

const error: ManifestFinding = {
  rule: "cycle",
  severity: "error",
  file: "a.yaml",
  line: 3,
  column: 5,
  path: "Stage/dev spec",
  message: "These Stages wait for each other",
  got: "a → b → a",
  allowed: "none",
  fix: "Take one away",
};
const note: ManifestFinding = {
  rule: "template",
  severity: "note",
  file: "b\u001b[2J.yaml",
  line: 1,
  column: 1,
  path: "",
  message: "Skipped",
  fix: "Render it",
};

function printed(write: (print: (text: string) => void) => void): string[] {
  const lines: string[] = [];
  write((text) => void lines.push(text));
  return lines;
}

describe("findings are told to people and to programs", () => {
  test("people get a line each, files apart, and a count", () => {
    const lines = printed((print) => {
      const report = humanReport(print);
      report.add([error]);
      report.add([note]);
      report.close(2, 1);
      expect(report.errors).toBe(1);
    });
    expect(lines).toEqual([
      "a.yaml:3:5 error Stage/dev spec: These Stages wait for each other (got a → b → a; allowed none). Take one away. [cycle]",
      "",
      "b\\u{1b}[2J.yaml:1:1 note Skipped. Render it. [template]",
      "",
      "1 error, 0 warnings, 1 note; 1 object in 2 files",
    ]);
  });

  test("people are told that nothing was there to check", () => {
    const closed = (of: "file" | "Project") => printed((print) => humanReport(print, of).close(3, 0));
    expect(closed("file")).toEqual([
      "0 errors, 0 warnings, 0 notes; 0 objects in 3 files: none is of Kargo, Argo CD or Argo Rollouts",
    ]);
    expect(closed("Project")).toEqual(["0 errors, 0 warnings, 0 notes; 0 objects in 3 Projects"]);
  });

  test("programs get one JSON list", () => {
    const lines = printed((print) => {
      const report = jsonReport(print);
      report.add([error]);
      report.add([]);
      report.add([note]);
      report.close(2, 1);
      expect(report.errors).toBe(1);
    });
    expect(JSON.parse(lines.join("\n"))).toEqual([error, note]);
  });

  test("an empty list is a list", () => {
    expect(JSON.parse(printed((print) => jsonReport(print).close(0, 0)).join("\n"))).toEqual([]);
  });
});
