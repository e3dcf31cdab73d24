import { compareVersions } from "../upgrades/version.ts";

export type Product = "kubernetes" | "argocd" | "kargo" | "argoRollouts" | "certManager";

/** Versions of one product. All are of the form `1.36` or `1.36.1`. */
export interface Supported {
  /** As people call it. */
  readonly title: string;
  /** Where something is missing or unsafe: the first that holds is told. */
  readonly floors: readonly Floor[];
  /** First and last minor version that somebody tests with the pinned versions. */
  readonly tested: readonly [first: string, last: string];
  readonly by: string;
}

interface Floor {
  readonly below: string;
  /** Only from this version on: a line that got its mend later than an older one. */
  readonly since?: string;
  readonly because: string;
}

const leak = "before it whoever may get a project reads its repository credentials (CVE-2025-55190)";

/** What Slipway's pipelines run on. */
export const supported: Readonly<Record<Product, Supported>> = {
  kubernetes: {
    title: "Kubernetes",
    floors: [
      { below: "1.30", because: "ValidatingAdmissionPolicies are not in v1 before it, and the guards are such" },
    ],
    tested: ["1.33", "1.36"],
    by: "Argo CD 3.5 (docs/operator-manual/tested-kubernetes-versions.md)",
  },
  argocd: {
    title: "Argo CD",
    floors: [
      { below: "3.0.14", because: leak },
      { since: "3.1", below: "3.1.2", because: leak },
    ],
    tested: ["3.4", "3.5"],
    by: "Slipway (3.4 is what its chart installs, 3.5 what the sandbox runs)",
  },
  kargo: {
    title: "Kargo",
    floors: [
      {
        below: "1.9",
        because: "shared and system resources have namespaces of their own since then, and Slipway puts things there",
      },
      {
        below: "1.11",
        because: "pipelines are compiled for its API, and older ones drop fields they don't know without a word",
      },
    ],
    tested: ["1.11", "1.11"],
    by: "Slipway",
  },
  argoRollouts: {
    title: "Argo Rollouts",
    floors: [{ below: "1.7.2", because: "Kargo's installation page was tested with nothing older" }],
    tested: ["1.7", "1.9"],
    by: "Kargo (docs, basic installation: 1.7.2) and Slipway (1.9)",
  },
  certManager: {
    title: "cert-manager",
    floors: [{ below: "1.16.1", because: "Kargo's installation page was tested with nothing older" }],
    tested: ["1.16", "1.21"],
    by: "Kargo (docs: 1.16.1 and 1.19.3); 1.21 is what Slipway installs",
  },
};

/** What the table says of one version. */
export type Verdict =
  | { readonly state: "ok" }
  | { readonly state: "too-old"; readonly below: string; readonly because: string }
  | { readonly state: "untested"; readonly range: string; readonly by: string }
  /** Nothing that could be compared: `latest`, a digest, a branch. */
  | { readonly state: "unreadable" };

/** @param version `1.36.1`, `v3.5.1`, `v1.33.4-gke.1000` */
export function judgeVersion(product: Product, version: string): Verdict {
  if (!/^v?\d+\.\d+/.test(version)) return { state: "unreadable" };
  const { floors, tested, by } = supported[product];
  const floor = floors.find(
    ({ below, since }) =>
      compareVersions(version, below) < 0 && (since === undefined || compareVersions(version, since) >= 0),
  );
  if (floor !== undefined) return { state: "too-old", below: floor.below, because: floor.because };
  const [first, last] = tested;
  const minor = version.replace(/^v/, "").split(".").slice(0, 2).join(".");
  if (compareVersions(minor, first) >= 0 && compareVersions(minor, last) <= 0) return { state: "ok" };
  return { state: "untested", range: first === last ? first : `${first} to ${last}`, by };
}
