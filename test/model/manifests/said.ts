import { checkFile } from "../../../model/manifests/check-object.ts";
import type { ManifestFinding } from "../../../model/manifests/finding.ts";
import { readManifests } from "../../../model/manifests/read.ts";
import { checkReferences } from "../../../model/manifests/references.ts";
import type { CheckSettings } from "../../../model/manifests/settings.ts";

/** Everything found in one file's text. */
export function found(text: string, settings: Partial<CheckSettings> = {}): ManifestFinding[] {
  const read = readManifests("f.yaml", text, false);
  return [...checkFile(read, { kargo: "1.11.2", enterprise: false, ...settings }), ...checkReferences(read)];
}

/** Everything said about one file's text, a line each: place, severity, rule, path, message, got. */
export function said(text: string, settings: Partial<CheckSettings> = {}): string[] {
  return found(text, settings).map(({ line, column, severity, rule, path, message, got }) =>
    [`${line}:${column} ${severity} [${rule}]`, path, message, ...(got === undefined ? [] : [`got ${got}`])]
      .filter((part) => part !== "")
      .join(" | "),
  );
}

/** A Stage `dev` of namespace `demo` that takes Freight straight from Warehouse `main`, with these steps. */
export function stageWith(steps: string): string {
  return `apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: dev, namespace: demo}
spec:
  requestedFreight: [{origin: {kind: Warehouse, name: main}, sources: {direct: true}}]
  promotionTemplate:
    spec:
      steps:
${steps}
---
apiVersion: kargo.akuity.io/v1alpha1
kind: Warehouse
metadata: {name: main, namespace: demo}
spec: {subscriptions: [{image: {repoURL: acme/app}}, {git: {repoURL: https://github.com/acme/app}}]}
`;
}
