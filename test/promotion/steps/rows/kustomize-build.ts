import { kustomizeBuild } from "../../../../promotion/steps/kustomize-build.ts";
import type { StepTable } from "../step-row.ts";

const test = "pkg/promotion/runner/builtin/kustomize_builder_test.go";
const source = "pkg/promotion/runner/builtin/kustomize_builder.go";

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: App
  namespace: Demo
  annotations: {on: "yes", note: 'a: b'}
spec:
  replicas: 2
  template:
    spec:
      containers:
      - name: app
        image: app
        args: ["--x=1", "0x10", '1e3']
        env:
        - {name: TEXT, value: "one\\ntwo\\n"}
`;
const built = `apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    note: 'a: b'
    "on": "yes"
  name: App
  namespace: Demo
spec:
  replicas: 2
  template:
    spec:
      containers:
      - args:
        - --x=1
        - "0x10"
        - "1e3"
        env:
        - name: TEXT
          value: |
            one
            two
        image: app
        name: app
`;
const service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: app\nspec:\n  ports:\n  - port: 80\n";
const role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: app\nrules: []\n";
const base = {
  "base/kustomization.yaml": "resources:\n- deployment.yaml\n- service.yaml\n",
  "base/deployment.yaml": deployment,
  "base/service.yaml": service,
};

export const table: StepTable = {
  runner: kustomizeBuild,
  rows: [
    {
      name: "renders into one file",
      from: `${test}, "successful build"`,
      config: { path: "base", outPath: "out/app.yaml" },
      before: base,
      after: { out: { dir: true, mode: 0o700 }, "out/app.yaml": { content: `${built}---\n${service}`, mode: 0o600 } },
    },
    {
      name: "renders into a folder, one file an object",
      from: `${test}, "successful build with directory output"`,
      config: { path: "./base/", outPath: "out" },
      before: { ...base, "out/old.txt": "stays" },
      after: { "out/demo-deployment-app.yaml": { content: built, mode: 0o600 }, "out/service-app.yaml": service },
    },
    {
      name: "names files as kustomize does when told to",
      from: `${source}, fileNameKustomize`,
      config: { path: "base", outPath: "out", outputFormat: "kustomize" },
      before: {
        ...base,
        "base/kustomization.yaml": "resources:\n- deployment.yaml\n- service.yaml\n- role.yaml\n",
        "base/role.yaml": role,
      },
      after: {
        "out/demo_apps_v1_deployment_app.yaml": built,
        "out/v1_service_app.yaml": service,
        "out/rbac.authorization.k8s.io_v1_clusterrole_app.yaml": role,
      },
    },
    {
      name: "sorts as the kustomization asks",
      from: "kustomize api v0.20.1, krusty/kustomizer.go",
      config: { path: "base", outPath: "out.yaml" },
      before: {
        ...base,
        "base/kustomization.yaml": "sortOptions:\n  order: legacy\nresources:\n- deployment.yaml\n- service.yaml\n",
      },
      after: { "out.yaml": `${service}---\n${built}` },
    },
    {
      name: "reads a file beside the kustomization's own folder",
      from: `${source}, LoadRestrictionsNone`,
      config: { path: "overlay", outPath: "out.yaml" },
      before: {
        "overlay/kustomization.yaml": "resources:\n- ../shared/service.yaml\nnamePrefix: x-\n",
        "shared/service.yaml": service,
      },
      after: { "out.yaml": service.replace("name: app", "name: x-app") },
    },
    {
      name: "follows a link inside the work folder",
      from: `${source}, MakeFsOnDiskSecureBuild`,
      config: { path: "base", outPath: "out.yaml" },
      before: {
        "base/kustomization.yaml": "resources:\n- service.yaml\n",
        "base/service.yaml": { link: "../real.yaml" },
        "real.yaml": service,
      },
      after: { "out.yaml": service },
    },
    {
      name: "refuses a file outside the work folder",
      from: "issue 5, It must hold",
      config: { path: "base", outPath: "out.yaml" },
      before: {
        "base/kustomization.yaml":
          "configMapGenerator:\n- name: x\n  files:\n  - passwd=../../../../../../../../etc/passwd\n",
      },
      error: 'base/kustomization.yaml leads out of the work folder: "../../../../../../../../etc/passwd"',
      differs: "Kargo refuses too, in its file system's words",
    },
    {
      name: "refuses a link to a place outside",
      from: "issue 5, It must hold",
      config: { path: "base", outPath: "out.yaml" },
      before: { "base/kustomization.yaml": "resources:\n- passwd.yaml\n", "base/passwd.yaml": { link: "/etc/passwd" } },
      error: 'base/kustomization.yaml leads out of the work folder: "passwd.yaml"',
      differs: "Kargo refuses too, in its file system's words",
    },
    {
      name: "starts no program that a kustomization names",
      from: `${source}, DisabledPluginConfig`,
      config: { path: "base", outPath: "out.yaml" },
      before: {
        "base/kustomization.yaml":
          "generators:\n- |-\n  apiVersion: v1\n  kind: Evil\n  metadata:\n    name: x\n    annotations:\n      config.kubernetes.io/function: |\n        exec:\n          path: ./evil.sh\n",
        "base/evil.sh": { content: "#!/bin/sh\ntouch /tmp/slipway-evil\n", mode: 0o755 },
      },
      error:
        "loading generator plugins: failed to load generator: external plugins disabled; unable to load external plugin 'Evil'",
    },
    {
      name: "gives Helm no option out of a kustomization",
      from: "issue 5, It must hold",
      config: { path: "base", outPath: "out.yaml" },
      before: { "base/kustomization.yaml": "helmCharts:\n- name: app\n  releaseName: --post-renderer=./evil.sh\n" },
      error: 'base/kustomization.yaml gives Helm an option as releaseName: "--post-renderer=./evil.sh"',
      differs: "Kargo hands it to Helm",
    },
    {
      name: "renders no chart where generators come from a folder",
      from: "issue 5, It must hold",
      config: { path: "base", outPath: "out.yaml" },
      before: {
        "base/kustomization.yaml": "helmCharts:\n- name: app\ngenerators:\n- generated\n",
        "base/generated/kustomization.yaml": "resources: []\n",
      },
      error:
        'the kustomization renders a chart and takes part of itself from "generated": Kargo renders that, Slipway can\'t tell beforehand what Helm would be given',
      differs: "Kargo renders it, in its own container",
    },
    {
      name: "renders no chart with a link that leads out",
      from: "issue 5, It must hold",
      config: { path: "base", outPath: "out.yaml" },
      before: {
        "base/kustomization.yaml": "helmGlobals:\n  chartHome: ../charts\nhelmCharts:\n- name: app\n",
        "charts/app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
        "charts/app/files/x": { link: "/etc/passwd" },
      },
      error: "symlink at charts/app/files/x points outside the path boundary",
      differs: "Kargo follows it, in its own container",
    },
    {
      name: "renders a chart that the kustomization names",
      from: `${source}, HelmConfig.Enabled`,
      config: {
        path: "base",
        outPath: "out.yaml",
        plugin: { helm: { kubeVersion: "v1.30.0", apiVersions: ["example.com/v1"] } },
      },
      before: {
        "base/kustomization.yaml":
          "helmGlobals:\n  chartHome: charts\nhelmCharts:\n- name: app\n  releaseName: demo\n  valuesInline:\n    port: 8080\n",
        "base/charts/app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
        "base/charts/app/values.yaml": "port: 80\n",
        "base/charts/app/templates/service.yaml":
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n  labels:\n    kube: {{ .Capabilities.KubeVersion }}\n    has: {{ .Capabilities.APIVersions.Has "example.com/v1" | quote }}\nspec:\n  ports:\n  - port: {{ .Values.port }}\n',
      },
      after: {
        "out.yaml":
          'apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n    has: "true"\n    kube: v1.30.0\n  name: demo\nspec:\n  ports:\n  - port: 8080\n',
      },
    },
    {
      name: "fails with kustomize's words",
      from: `${test}, "kustomization file not found"`,
      config: { path: "invalid", outPath: "out.yaml" },
      error:
        "must build at directory: not a valid directory: evalsymlink failure on 'invalid' : lstat invalid: no such file or directory",
    },
    {
      name: "refuses an object whose name is no file's",
      from: "pkg/promotion/runner/builtin/resource_filename_test.go",
      config: { path: "base", outPath: "out" },
      before: {
        "base/kustomization.yaml": "resources:\n- x.yaml\n",
        "base/x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ../../x\n",
      },
      error: 'failed to write built manifests to "out": unsafe generated resource filename "configmap-../../x.yaml"',
    },
    {
      name: "writes through no link that leads out",
      from: "issue 5, It must hold",
      config: { path: "base", outPath: "out" },
      before: { ...base, "out/service-app.yaml": { link: "/nowhere/x.yaml" }, "nowhere/y": "" },
      after: { "out/demo-deployment-app.yaml": built, "nowhere/x.yaml": service },
      differs: "Kargo writes where the link points, in its own container",
    },
  ],
};
