import { describe, expect, test } from "vitest";
import { chartVersionProblems } from "../../../model/platform/chart-versions.ts";
import { charts, parts } from "../../../model/platform/charts.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { formatProblem } from "../../../model/problem.ts";

const of = (given: object) => chartVersionProblems({ parts: given }).map((problem) => formatProblem(problem));

describe("B47: versions of charts", () => {
  test.each([
    [
      { argocd: { version: "8.3.3" } },
      'error platform.parts.argocd.version: This version of the chart argo-cd installs a version before 3.1.2: before it whoever may get a project reads its repository credentials (CVE-2025-55190) (got "8.3.3"; allowed 8.3.4 or newer). Leave it out for 10.1.1, which installs 3.4.4; slipway images prints what is chosen. [chart-version]',
    ],
    [
      { argoRollouts: { version: "2.37.4" } },
      'error platform.parts.argoRollouts.version: This version of the chart argo-rollouts installs a version before 1.7.2: Kargo\'s installation page was tested with nothing older (got "2.37.4"; allowed 2.37.5 or newer). Leave it out for 2.41.0, which installs 1.9.0; slipway images prints what is chosen. [chart-version]',
    ],
    [
      { kargo: { version: "1.8.4" } },
      'error platform.parts.kargo.version: This version of the chart kargo is too old: shared and system resources have namespaces of their own since then, and Slipway puts things there (got "1.8.4"; allowed 1.9 or newer). Leave it out for 1.11.2, which installs 1.11.2; slipway images prints what is chosen. [chart-version]',
    ],
    [
      { certManager: { version: "v1.15.0" } },
      'error platform.parts.certManager.version: This version of the chart cert-manager is too old: Kargo\'s installation page was tested with nothing older (got "v1.15.0"; allowed 1.16.1 or newer). Leave it out for v1.21.1, which installs 1.21.1; slipway images prints what is chosen. [chart-version]',
    ],
    [
      { argocd: { version: "^10" } },
      'error platform.parts.argocd.version: This is no version of the chart argo-cd: a range or a name would install something else every time (got "^10"; allowed one version, such as 10.1.1). Leave it out for 10.1.1, which installs 3.4.4; slipway images prints what is chosen. [chart-version]',
    ],
  ])("%j", (given, message) => {
    expect(of(given)).toEqual([message]);
  });

  test.each([
    ["our own", Object.fromEntries(parts.map((part) => [part, { version: charts[part].version }]))],
    ["the oldest taken", { argocd: { version: "8.3.4" }, argoRollouts: { version: "2.37.5" } }],
    ["one that isn't installed", { argocd: { install: false, version: "1.0.0" } }],
    ["a release candidate", { kargo: { version: "1.12.0-rc.1" } }],
    ["none", { kargo: {} }],
  ])("%s pass", (_, given) => {
    expect(of(given)).toEqual([]);
  });

  test("are judged with everything else of the setting", () => {
    const { platform, problems } = platformOf({ cluster: { type: "kind" }, parts: { kargo: { version: "latest" } } });
    expect(platform).toBeUndefined();
    expect(problems.map(({ rule, path }) => [rule, path])).toEqual([["chart-version", "platform.parts.kargo.version"]]);
  });
});
