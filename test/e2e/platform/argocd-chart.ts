import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const workload = (kind: string, name: string, component: string, annotations: string) => `---
apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${name}
  namespace: {{ .Release.Namespace }}
  labels: {app.kubernetes.io/component: ${component}, app.kubernetes.io/name: ${name}}
spec:
  ${kind === "StatefulSet" ? `serviceName: ${name}` : "replicas: 1"}
  selector: {matchLabels: {app.kubernetes.io/name: ${name}}}
  template:
    metadata:
      labels: {app.kubernetes.io/name: ${name}}
      annotations: {${annotations}}
    spec: {containers: [{name: ${component}, image: "quay.io/argoproj/argocd:v3.5.1"}]}
`;

/**
 * A chart `argo-cd` that stands for Argo CD's own, which can't be had from package registries: its ConfigMaps take the same
 * values (`configs.cm`, `configs.rbac`), it says `url` by itself, and a change of them restarts its server.
 *
 * @returns its folder
 */
export function writeArgocdChart(folder: string): string {
  const chart = join(folder, "argo-cd");
  mkdirSync(join(chart, "templates"), { recursive: true });
  writeFileSync(join(chart, "Chart.yaml"), 'apiVersion: v2\nname: argo-cd\nversion: 10.1.1\nappVersion: "3.5.1"\n');
  writeFileSync(
    join(chart, "values.yaml"),
    'configs: {cm: {admin.enabled: "true"}, rbac: {scopes: "[groups]"}}\nserverLog: info\n',
  );
  const configMap = (name: string, data: string) =>
    `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: {{ .Release.Namespace }}, labels: {app.kubernetes.io/part-of: argocd}}\ndata:\n  {{- toYaml (${data}) | nindent 2 }}\n`;
  writeFileSync(
    join(chart, "templates", "all.yaml"),
    [
      configMap("argocd-cm", 'merge (deepCopy .Values.configs.cm) (dict "url" "https://argocd.example")'),
      configMap("argocd-rbac-cm", ".Values.configs.rbac"),
      workload("Deployment", "argocd-repo-server", "repo-server", ""),
      workload("StatefulSet", "argocd-application-controller", "application-controller", ""),
      workload(
        "Deployment",
        "argocd-server",
        "server",
        "checksum/cm: {{ toYaml .Values.configs.cm | sha256sum | quote }}",
      ),
    ].join(""),
  );
  return chart;
}
