import { describe, expect, test } from "vitest";
import type { Finding } from "../../../cli/doctor/finding.ts";
import { reportText } from "../../../cli/doctor/report.ts";

describe("the report", () => {
  test("goes area by area and ends in a count", () => {
    const findings: Finding[] = [
      {
        area: "cluster",
        rule: "kargo-missing",
        state: "error",
        message: "Kargo's CRDs aren't here",
        fix: "Install Kargo",
      },
      { area: "machine", rule: "node", state: "ok", message: "Node.js 24.1.0" },
    ];
    expect(reportText(findings)).toBe(
      "machine\n  ✓ Node.js 24.1.0\n\ncluster\n  ✗ Kargo's CRDs aren't here [kargo-missing]\n      Install Kargo\n\n1 error, 0 warnings.",
    );
    expect(reportText(findings.slice(1))).toBe("machine\n  ✓ Node.js 24.1.0\n\nEverything is as it should be.");
  });
});
