import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A chart `tiny` of one ConfigMap, and of one Deployment on request, whose Pods nobody runs.
 *
 * @returns its folder
 */
export function writeChart(folder: string, version: string): string {
  const chart = join(folder, `tiny-${version}`);
  mkdirSync(join(chart, "templates"), { recursive: true });
  writeFileSync(
    join(chart, "Chart.yaml"),
    `apiVersion: v2\nname: tiny\nversion: ${version}\nappVersion: "9.${version}"\n`,
  );
  writeFileSync(join(chart, "values.yaml"), "said: nothing\nwaits: false\n");
  writeFileSync(
    join(chart, "templates", "all.yaml"),
    `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }}}
data: {said: {{ .Values.said | quote }}, chart: {{ .Chart.Version | quote }}}
{{- if .Values.waits }}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }}}
spec:
  selector: {matchLabels: {app: tiny}}
  template:
    metadata: {labels: {app: tiny, version: {{ .Chart.Version | quote }}}}
    spec: {containers: [{name: main, image: nowhere/tiny}]}
{{- end }}
`,
  );
  return chart;
}
