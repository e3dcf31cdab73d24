import type { StepRow } from "../step-row.ts";

export const test = "pkg/promotion/runner/builtin/helm_template_runner_test.go";
export const source = "pkg/promotion/runner/builtin/helm_template_runner.go";

export const chart = {
  "chart/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
  "chart/values.yaml": "port: 80\nname: default\nlist: [a, b]\n",
  "chart/crds/crd.yaml":
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things.example.com\n",
  "chart/templates/a-service.yaml": `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
spec:
  ports:
  - port: {{ .Values.port }}
`,
  "chart/templates/b-config.yaml": `apiVersion: example.com/v1
kind: Config
metadata:
  name: Settings
data:
  name: {{ .Values.name | quote }}
  kube: {{ .Capabilities.KubeVersion.Version }}
  helm: {{ .Capabilities.HelmVersion.Version }}
  api: {{ .Capabilities.APIVersions.Has "example.com/v2" | quote }}
  list: {{ .Values.list | toJson }}
  type: {{ kindOf .Values.port }}
---
{{ if false }}
apiVersion: v1
{{ end }}
---
kind: Nameless
`,
  "chart/templates/hook.yaml": `apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations:
    "helm.sh/hook": pre-install
`,
  "chart/templates/tests/test.yaml": `apiVersion: v1
kind: Pod
metadata:
  name: test
  annotations:
    "helm.sh/hook": test
`,
  "chart/templates/NOTES.txt": "thanks\n",
};

/** Rows in which nothing is rendered. */
export const helmTemplateFailures: readonly StepRow[] = [
  {
    name: "fails when a value is required",
    from: `${test}, "render error"`,
    config: { path: "chart", outPath: "app.yaml", releaseName: "demo" },
    before: {
      "chart/Chart.yaml": chart["chart/Chart.yaml"],
      "chart/templates/x.yaml": '{{ required "say which" .Values.x }}\n',
    },
    error: "failed to render chart: execution error at (app/templates/x.yaml:1:3): say which",
  },
  {
    name: "fails without a dependency",
    from: `${source}, checkDependencies`,
    config: { path: "chart", outPath: "app.yaml", releaseName: "demo" },
    before: {
      ...chart,
      "chart/Chart.yaml": `${chart["chart/Chart.yaml"]}dependencies:\n- name: lib\n  version: 1.0.0\n  repository: https://charts.example\n`,
    },
    error: "missing chart dependencies: found in Chart.yaml, but missing in charts/ directory: lib",
  },
  {
    name: "builds a local dependency first when told to",
    from: `${source}, buildDependencies`,
    config: { path: "chart", outPath: "app.yaml", releaseName: "demo", buildDependencies: true, disableHooks: true },
    before: {
      "chart/Chart.yaml": `${chart["chart/Chart.yaml"]}dependencies:\n- name: lib\n  version: 1.0.0\n  repository: file://../lib\n`,
      "chart/Chart.lock":
        'dependencies:\n- name: lib\n  repository: file://../lib\n  version: 1.0.0\ndigest: sha256:x\ngenerated: "2026-01-01T00:00:00Z"\n',
      "lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\n",
      "lib/templates/x.yaml": "kind: Lib\n",
    },
    error:
      "failed to build chart dependencies: build chart dependencies: the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update the dependencies",
  },
  {
    name: "fails without a values file",
    from: `${test}, "values file not found"`,
    config: { path: "chart", outPath: "app.yaml", releaseName: "demo", valuesFiles: ["nope.yaml"] },
    before: chart,
    error: "failed to compose values: open nope.yaml: no such file or directory",
  },
  {
    name: "fails without a chart",
    from: `${test}, "chart not found"`,
    config: { path: "nope", outPath: "app.yaml", releaseName: "demo" },
    error: 'failed to load chart from "nope": stat nope: no such file or directory',
  },
  {
    name: "fails on a Kubernetes version that is none",
    from: `${source}, newInstallAction`,
    config: { path: "chart", outPath: "app.yaml", releaseName: "demo", kubeVersion: "x" },
    before: chart,
    error:
      'failed to initialize Helm action config: failed to parse Kubernetes version "x": could not parse "x" as version',
  },
  {
    name: "refuses a chart with a link that leads out",
    from: "issue 5, It must hold",
    config: { path: "chart", outPath: "app.yaml", releaseName: "demo" },
    before: { ...chart, "chart/files/secret": { link: "/etc/passwd" } },
    error: 'failed to load chart from "chart": symlink at chart/files/secret points outside the path boundary',
    differs: "Kargo follows it, in its own container",
  },
  {
    name: "takes a release's name for a name, whatever it begins with",
    from: "issue 5, It must hold",
    config: { path: "chart", outPath: "app.yaml", releaseName: "--post-renderer=./evil.sh" },
    before: chart,
    error:
      'failed to render chart: release name "--post-renderer=./evil.sh": invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than 53',
  },
];
