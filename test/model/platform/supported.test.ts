import { describe, expect, test } from "vitest";
import { charts, parts } from "../../../model/platform/charts.ts";
import { judgeVersion, type Product, type Verdict } from "../../../model/platform/supported.ts";
import { versions } from "../../../model/versions.ts";

const leak = "before it whoever may get a project reads its repository credentials (CVE-2025-55190)";
const layout = "shared and system resources have namespaces of their own since then, and Slipway puts things there";
const fields = "pipelines are compiled for its API, and older ones drop fields they don't know without a word";
const argocd = {
  range: "3.4 to 3.5",
  by: "Slipway (3.4 is what its chart installs, 3.5 what the sandbox runs)",
};

describe("the table of supported versions", () => {
  const rows: readonly (readonly [Product, string, Verdict])[] = [
    [
      "kubernetes",
      "v1.29.15",
      {
        state: "too-old",
        below: "1.30",
        because: "ValidatingAdmissionPolicies are not in v1 before it, and the guards are such",
      },
    ],
    [
      "kubernetes",
      "v1.30.0-eks-12345",
      {
        state: "untested",
        range: "1.33 to 1.36",
        by: "Argo CD 3.5 (docs/operator-manual/tested-kubernetes-versions.md)",
      },
    ],
    ["kubernetes", "v1.33.4-gke.1000", { state: "ok" }],
    ["kubernetes", "v1.36.1+k3s1", { state: "ok" }],
    [
      "kubernetes",
      "v1.37.0",
      {
        state: "untested",
        range: "1.33 to 1.36",
        by: "Argo CD 3.5 (docs/operator-manual/tested-kubernetes-versions.md)",
      },
    ],
    ["argocd", "v2.14.16", { state: "too-old", below: "3.0.14", because: leak }],
    ["argocd", "v3.0.13", { state: "too-old", below: "3.0.14", because: leak }],
    ["argocd", "v3.0.14", { state: "untested", ...argocd }],
    ["argocd", "v3.1.1", { state: "too-old", below: "3.1.2", because: leak }],
    ["argocd", "v3.1.2", { state: "untested", ...argocd }],
    ["argocd", "v3.4.4", { state: "ok" }],
    ["argocd", "latest", { state: "unreadable" }],
    ["kargo", "v1.8.4", { state: "too-old", below: "1.9", because: layout }],
    ["kargo", "v1.10.3", { state: "too-old", below: "1.11", because: fields }],
    ["kargo", "v1.11.0", { state: "ok" }],
    ["kargo", "v1.12.0-rc.1", { state: "untested", range: "1.11", by: "Slipway" }],
    [
      "argoRollouts",
      "v1.7.1",
      {
        state: "too-old",
        below: "1.7.2",
        because: "Kargo's installation page was tested with nothing older",
      },
    ],
    ["argoRollouts", "v1.9.1", { state: "ok" }],
    [
      "certManager",
      "v1.16.0",
      {
        state: "too-old",
        below: "1.16.1",
        because: "Kargo's installation page was tested with nothing older",
      },
    ],
    ["certManager", "v1.21.1", { state: "ok" }],
  ];
  test.each(rows)("says of %s %s what it says", (product, version, verdict) => {
    expect(judgeVersion(product, version)).toEqual(verdict);
  });

  test("calls nothing untested that Slipway installs or its sandbox runs", () => {
    const own: readonly (readonly [Product, string])[] = [
      ...parts.map((part) => [part, charts[part].appVersion] as const),
      ...(["kargo", "argocd", "argoRollouts", "kubernetes"] as const).map(
        (product) => [product, versions[product]] as const,
      ),
    ];
    expect(own.filter(([product, version]) => judgeVersion(product, version).state !== "ok")).toEqual([]);
  });
});
