import { helmUpdateChart } from "../../../../promotion/steps/helm-update-chart.ts";
import type { StepTable } from "../step-row.ts";

const test = "pkg/promotion/runner/builtin/helm_chart_updater_test.go";
const source = "pkg/helm/dependency_manager.go";
const parent = (version: string, path = "../lib") =>
  `apiVersion: v2\nname: app # ours\nversion: 1.0.0\n\ndependencies:\n- name: lib\n  version: ${version}\n  repository: file://${path}\n`;
const lib = { "lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.2.0\n" };

export const table: StepTable = {
  runner: helmUpdateChart,
  rows: [
    {
      name: "refuses an update of a dependency that isn't there",
      from: `${source}, processDependencyUpdates`,
      config: { path: "app", charts: [{ repository: "https://charts.example", name: "x", version: "1.0.0" }] },
      before: { ...lib, "app/Chart.yaml": parent("1.x") },
      error:
        'process dependency updates: no dependency in Chart.yaml matches update with repository "https://charts.example" and name "x"',
    },
    {
      name: "refuses a local dependency outside the work folder",
      from: `${source}, validateLocalDependency`,
      config: { path: "app" },
      before: { "app/Chart.yaml": parent("1.x", "../../../../../../../../etc") },
      error:
        'validate dependencies: invalid dependency "file://../../../../../../../../etc": dependency path is outside the work directory',
    },
    {
      name: "refuses an absolute local dependency",
      from: `${source}, validateLocalDependency`,
      config: { path: "app" },
      before: { "app/Chart.yaml": parent("1.x", "/etc") },
      error: 'validate dependencies: invalid dependency "file:///etc": dependency path "/etc" must be relative',
    },
    {
      name: "refuses a local dependency with a link that leads out",
      from: "pkg/io/fs/validate.go",
      config: { path: "app" },
      before: { ...lib, "lib/templates/x": { link: "/etc/passwd" }, "app/Chart.yaml": parent("1.x") },
      error:
        'validate dependencies: invalid dependency "file://../lib": symlink at lib/templates/x points outside the path boundary',
    },
    {
      name: "fails without a chart",
      from: `${test}, "missing Chart.yaml"`,
      config: { path: "app" },
      error: 'get chart dependencies: read file "app/Chart.yaml": open app/Chart.yaml: no such file or directory',
    },
  ],
};
