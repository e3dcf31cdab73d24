import { describe, expect, test } from "vitest";
import { type ClusterFacts, clockDifference, judgeCluster } from "../../../cli/doctor/cluster.ts";
import { said } from "./said.ts";

describe("the cluster", () => {
  const facts = (changes: Partial<ClusterFacts> = {}): ClusterFacts => ({
    ...{
      name: "context kind of config",
      server: "https://127.0.0.1:6443",
      kubernetes: "v1.36.1",
      ahead: 0,
      isSandbox: false,
    },
    groups: ["apps", "argoproj.io", "cert-manager.io", "kargo.akuity.io"],
    argoResources: ["applications", "appprojects", "analysistemplates", "analysisruns"],
    parts: { argocd: ["v3.5.1"], kargo: ["v1.11.2"], argoRollouts: ["v1.9.1"], certManager: ["v1.19.3"] },
    ...changes,
  });
  const bad = (changes: Partial<ClusterFacts>) =>
    said(judgeCluster(facts(changes))).filter(([state]) => state !== "ok");

  test("as it should be", () => {
    expect(said(judgeCluster(facts()))).toEqual([
      ["ok", "cluster", "context kind of config answers at https://127.0.0.1:6443"],
      ["ok", "kubernetes", "Kubernetes 1.36.1"],
      ["ok", "clock", "Its clock and this machine's agree"],
      ["ok", "certManager", "cert-manager 1.19.3"],
      ["ok", "argoRollouts", "Argo Rollouts 1.9.1"],
      ["ok", "argocd", "Argo CD 3.5.1"],
      ["ok", "kargo", "Kargo 1.11.2"],
    ]);
  });

  const rows: readonly (readonly [string, Partial<ClusterFacts>, readonly (readonly string[])[]])[] = [
    [
      "an old Kubernetes",
      { kubernetes: "v1.29.3" },
      [
        [
          "error",
          "kubernetes-too-old",
          "Kubernetes 1.29.3 is older than 1.30: ValidatingAdmissionPolicies are not in v1 before it, and the guards are such",
          "Upgrade Kubernetes to 1.36",
        ],
      ],
    ],
    [
      "one that Argo CD isn't tested with",
      { kubernetes: "v1.31.2+k3s1" },
      [
        [
          "warning",
          "kubernetes-untested",
          "Kubernetes 1.31.2+k3s1; tested are 1.33 to 1.36, by Argo CD 3.5 (docs/operator-manual/tested-kubernetes-versions.md)",
          "Use Kubernetes 1.36, or try your pipeline in a cluster that nobody needs",
        ],
      ],
    ],
    [
      "a leaky Argo CD",
      { parts: { ...facts().parts, argocd: ["v3.0.5"] } },
      [
        [
          "error",
          "argocd-too-old",
          "Argo CD 3.0.5 is older than 3.0.14: before it whoever may get a project reads its repository credentials (CVE-2025-55190)",
          "Upgrade Argo CD to 3.5",
        ],
      ],
    ],
    [
      "a Kargo of tomorrow",
      { parts: { ...facts().parts, kargo: ["v1.12.0"] } },
      [
        [
          "warning",
          "kargo-untested",
          "Kargo 1.12.0; tested are 1.11, by Slipway",
          "Use Kargo 1.11, or try your pipeline in a cluster that nobody needs",
        ],
      ],
    ],
    [
      "no Argo Rollouts",
      { argoResources: ["applications", "appprojects"] },
      [
        [
          "error",
          "argo-rollouts-missing",
          "Argo Rollouts' CRDs aren't here: Stages with verification fail, and Kargo looks for the CRDs once, when it starts",
          "Install Argo Rollouts, then restart Kargo's controllers",
        ],
      ],
    ],
    [
      "no Kargo",
      { groups: ["argoproj.io", "cert-manager.io"] },
      [["error", "kargo-missing", "Kargo's CRDs (kargo.akuity.io) aren't here", "Install Kargo"]],
    ],
    [
      "no right to look",
      { parts: {} },
      ["certManager", "argoRollouts", "argocd", "kargo"].map((part, index) => [
        "warning",
        `${part}-version`,
        `${["cert-manager", "Argo Rollouts", "Argo CD", "Kargo"][index]} has its CRDs here, and its version can't be told: no Deployment has its image`,
        "See that its controller runs",
      ]),
    ],
    [
      "a clock behind",
      { ahead: -90_000 },
      [
        [
          "error",
          "clock-differs",
          "Its clock is 90 s behind this machine's: tokens and certificates are refused, freezes and soak times come out wrong",
          "Set both by NTP: timedatectl set-ntp true",
        ],
      ],
    ],
  ];
  test.each(rows)("%s", (_, changes, expected) => {
    expect(bad(changes)).toEqual(expected);
  });

  test("doesn't blame a clock for whole seconds, nor for the time that the answer took", () => {
    expect(clockDifference(10_000, 10_400, 10_500)).toBe(0);
    expect(clockDifference(12_000, 10_400, 12_500)).toBe(0);
    expect(clockDifference(5_000, 10_400, 10_500)).toBe(-4_400);
    expect(clockDifference(20_000, 10_400, 10_500)).toBe(9_500);
  });
});
