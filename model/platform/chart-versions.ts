import type { Problem } from "../problem.ts";
import { compareVersions } from "../upgrades/version.ts";
import { shown } from "../words.ts";
import { charts, type Part, parts } from "./charts.ts";
import { givenParts } from "./given-parts.ts";
import { judgeVersion } from "./supported.ts";

/**
 * Oldest version of a chart that installs something the table of supported versions takes, where the chart counts by
 * itself. Source: Chart.yaml at the tags argo-cd-8.3.3 (Argo CD 3.1.1), argo-cd-8.3.4 (3.1.3), argo-rollouts-2.37.4 (1.7.1)
 * and argo-rollouts-2.37.5 (1.7.2) of argoproj/argo-helm.
 */
const oldest: Readonly<Partial<Record<Part, { version: string; below: string }>>> = {
  argocd: { version: "8.3.4", below: "3.1.2" },
  argoRollouts: { version: "2.37.5", below: "1.7.2" },
};

/** What is wrong with `parts.<part>.version` and `.takeOver.version`, of parts that are to be installed. */
export function chartVersionProblems(platform: unknown): Problem[] {
  const given = givenParts(platform);
  return parts.flatMap((part) => {
    const { install, version, takenVersion } = given[part];
    if (!install) return [];
    const { version: ours, appVersion } = charts[part];
    return [
      ...at(part, "version", version, `${ours}, which installs ${appVersion}; slipway images prints what is chosen`),
      ...at(part, "takeOver.version", takenVersion, "the version that it has"),
    ];
  });
}

function at(part: Part, field: string, version: string | undefined, otherwise: string): Problem[] {
  const wrong = version === undefined ? undefined : problemOf(part, version);
  if (version === undefined || wrong === undefined) return [];
  const path = `platform.parts.${part}.${field}`;
  const fix = `Leave it out for ${otherwise}`;
  return [{ rule: "chart-version", severity: "error", path, got: shown(version), ...wrong, fix }];
}

function problemOf(part: Part, version: string): Pick<Problem, "message" | "allowed"> | undefined {
  const { name, version: ours } = charts[part];
  if (!/^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) {
    return {
      message: `This is no version of the chart ${name}: a range or a name would install something else every time`,
      allowed: `one version, such as ${ours}`,
    };
  }
  const floor = oldest[part];
  if (floor !== undefined) {
    if (compareVersions(version, floor.version) >= 0) return undefined;
    return {
      message: `This version of the chart ${name} installs ${belowInWords(part, floor.below)}`,
      allowed: `${floor.version} or newer`,
    };
  }
  const verdict = judgeVersion(part === "certManager" ? "certManager" : "kargo", version);
  if (verdict.state !== "too-old") return undefined;
  return {
    message: `This version of the chart ${name} is too old: ${verdict.because}`,
    allowed: `${verdict.below} or newer`,
  };
}

function belowInWords(part: Part, below: string): string {
  const verdict = judgeVersion(part === "argocd" ? "argocd" : "argoRollouts", below.replace(/\d+$/, "0"));
  return verdict.state === "too-old" ? `a version before ${below}: ${verdict.because}` : `a version before ${below}`;
}
