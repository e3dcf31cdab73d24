import { helmTemplate } from "../../../../promotion/steps/helm-template.ts";
import type { StepTable } from "../step-row.ts";
import { chart, helmTemplateFailures, source, test } from "./helm-template-failures.ts";

const service = (name = "demo", port = "80", namespace = "demo") =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n  ports:\n  - port: ${port}`;
const config = (more: Partial<Record<"name" | "kube" | "api" | "list" | "type", string>> = {}) => {
  const { name = "default", kube = "v1.20.0", api = "false", list = '["a","b"]', type = "float64" } = more;
  return `apiVersion: example.com/v1\nkind: Config\nmetadata:\n  name: Settings\ndata:\n  name: "${name}"\n  kube: ${kube}\n  helm: v3.19\n  api: "${api}"\n  list: ${list}\n  type: ${type}`;
};
const hook =
  'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\n  annotations:\n    "helm.sh/hook": pre-install';
const testPod = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: test\n  annotations:\n    "helm.sh/hook": test';
const from = (path: string, text: string) => `---\n# Source: app/${path}\n${text}\n`;
const nameless = from("templates/b-config.yaml", "---\nkind: Nameless");
const crd = from("crds/crd.yaml", chart["chart/crds/crd.yaml"]);

export const table: StepTable = {
  runner: helmTemplate,
  rows: [
    {
      name: "renders into one file: objects, then hooks and tests",
      from: `${test}, "successful run"`,
      config: { path: "chart", outPath: "out/app.yaml", releaseName: "demo" },
      before: chart,
      after: {
        "out/app.yaml": {
          content:
            from("templates/a-service.yaml", service()) +
            from("templates/b-config.yaml", config()) +
            nameless +
            from("templates/tests/test.yaml", testPod) +
            from("templates/hook.yaml", hook),
          mode: 0o600,
        },
      },
    },
    {
      name: "lays values over each other: files in their order, then set values",
      from: `${source}, composeValues`,
      config: {
        path: "chart",
        outPath: "app.yaml",
        releaseName: "demo",
        namespace: "other",
        valuesFiles: ["a.yaml", "b,c.yaml", "missing.yaml"],
        ignoreMissingValueFiles: true,
        setValues: [
          { key: "name", value: "a,b\\=c", literal: true },
          { key: "list[0]", value: "set" },
        ],
        disableHooks: true,
        kubeVersion: "1.30",
        apiVersions: ["example.com/v2"],
      },
      before: { ...chart, "a.yaml": "port: 1\nlist: [x]\n", "b,c.yaml": "port: 2\n" },
      after: {
        "app.yaml":
          from("templates/a-service.yaml", service("demo", "2", "other")) +
          from(
            "templates/b-config.yaml",
            config({ name: "a,b\\\\=c".replace("\\\\", "\\\\"), kube: "v1.30", api: "true", list: '["set"]' }),
          ) +
          nameless,
      },
    },
    {
      name: "takes a set value's type from how it reads",
      from: `${source}, composeValues`,
      config: {
        path: "chart",
        outPath: "app.yaml",
        releaseName: "demo",
        setValues: [{ key: "port", value: "8080" }],
        disableHooks: true,
      },
      before: chart,
      after: {
        "app.yaml":
          from("templates/a-service.yaml", service("demo", "8080")) +
          from("templates/b-config.yaml", config({ type: "int64" })) +
          nameless,
      },
    },
    {
      name: "takes a literal for a text",
      from: `${source}, composeValues`,
      config: {
        path: "chart",
        outPath: "app.yaml",
        releaseName: "demo",
        setValues: [{ key: "port", value: "8080", literal: true }],
        disableHooks: true,
      },
      before: chart,
      after: {
        "app.yaml":
          from("templates/a-service.yaml", service("demo", "8080")) +
          from("templates/b-config.yaml", config({ type: "string" })) +
          nameless,
      },
    },
    {
      name: "leaves tests out when told to, and takes CRDs along",
      from: `${test}, "skip tests"; includeCRDs`,
      config: { path: "chart", outPath: "app.yaml", releaseName: "demo", skipTests: true, includeCRDs: true },
      before: chart,
      after: {
        "app.yaml":
          crd +
          from("templates/a-service.yaml", service()) +
          from("templates/b-config.yaml", config()) +
          nameless +
          from("templates/hook.yaml", hook),
      },
    },
    {
      name: "renders into a folder as Helm lays it out",
      from: `${test}, "output to directory"`,
      config: { path: "chart", outPath: "out", releaseName: "demo", skipTests: true },
      before: { ...chart, "out/app/templates/a-service.yaml": "old", "out/keep.txt": "stays" },
      after: {
        "out/app/templates/a-service.yaml": from("templates/a-service.yaml", service()),
        "out/app/templates/b-config.yaml": {
          content: from("templates/b-config.yaml", config()) + nameless,
          mode: 0o644,
        },
        "out/app/templates/hook.yaml": from("templates/hook.yaml", hook),
      },
    },
    {
      name: "puts the release's name around that when told to",
      from: `${source}, UseReleaseName`,
      config: {
        path: "chart",
        outPath: "out",
        releaseName: "demo",
        disableHooks: true,
        useReleaseName: true,
        includeCRDs: true,
      },
      before: chart,
      after: {
        "out/app/crds/crd.yaml": crd,
        "out/demo/app/templates/a-service.yaml": from("templates/a-service.yaml", service()),
        "out/demo/app/templates/b-config.yaml": from("templates/b-config.yaml", config()) + nameless,
      },
    },
    {
      name: "renders flat, one file an object, hooks without their source",
      from: `${test}, "flat output layout"`,
      config: { path: "chart", outPath: "out", releaseName: "demo", outLayout: "flat" },
      before: chart,
      after: {
        "out/service-demo-demo.yaml": {
          content: `---\n# Source: app/templates/a-service.yaml\n${service()}`,
          mode: 0o600,
        },
        "out/example_com-config-settings.yaml": `# Source: app/templates/b-config.yaml\n${config()}`,
        "out/resource-0.yaml": "kind: Nameless",
        "out/pod-test.yaml": testPod,
        "out/batch-job-migrate.yaml": hook,
      },
    },
    ...helmTemplateFailures,
  ],
};
