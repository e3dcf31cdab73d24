/** Versions of one part of the platform. All are of the form `1.36` or `1.36.1`. */
interface Supported {
  /** Below it something is missing or unsafe. */
  readonly lowest: string;
  readonly because: string;
  /** First and last minor version that somebody tests with the pinned versions; outside of it a warning. */
  readonly tested: readonly [first: string, last: string];
  readonly by: string;
}

/** What Slipway's pipelines run on. */
export const supported: Readonly<
  Record<"kubernetes" | "argocd" | "kargo" | "argoRollouts" | "certManager", Supported>
> = {
  kubernetes: {
    lowest: "1.30",
    because: "ValidatingAdmissionPolicies are not in v1 before it, and the guards are such",
    tested: ["1.33", "1.36"],
    by: "Argo CD 3.5 (docs/operator-manual/tested-kubernetes-versions.md)",
  },
  argocd: {
    lowest: "3.1.2",
    because: "before it whoever may get a project reads its repository credentials (CVE-2025-55190)",
    tested: ["3.5", "3.5"],
    by: "Slipway",
  },
  kargo: {
    lowest: "1.11",
    because: "pipelines are compiled for its API, and older ones drop fields they don't know without a word",
    tested: ["1.11", "1.11"],
    by: "Slipway",
  },
  argoRollouts: {
    lowest: "1.7.2",
    because: "Kargo's installation page was tested with nothing older",
    tested: ["1.7", "1.9"],
    by: "Kargo (docs, basic installation: 1.7.2) and Slipway (1.9)",
  },
  certManager: {
    lowest: "1.16.1",
    because: "Kargo's installation page was tested with nothing older",
    tested: ["1.16", "1.19"],
    by: "Kargo (docs, basic installation: 1.16.1; quickstart: 1.19.3)",
  },
};
