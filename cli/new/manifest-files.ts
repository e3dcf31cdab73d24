import path from "node:path";
import { stringify } from "yaml";
import type { Answers } from "./answers.ts";
import { environments } from "./definition.ts";
import { type Found, isKustomization } from "./look.ts";

const kustomization = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
const replicas: Readonly<Record<string, number>> = { staging: 2, prod: 3 };

/**
 * The manifests that an app's folder lacks, by path from that folder: a base when none was found, and an overlay for each
 * environment that has none.
 */
export function manifestFiles(folder: string, answers: Answers, found: Found): Map<string, string> {
  const { app, placeholder, port } = answers;
  const { base = "k8s/base", overlays = "k8s", isKustomization: complete = false } = found.manifests ?? {};
  const files = new Map<string, string>();
  const add = (file: string, ...objects: readonly object[]) => files.set(file, objects.map(text).join("---\n"));
  if (found.manifests === undefined) {
    add(`${base}/deployment.yaml`, deployment(app, placeholder, port));
    add(`${base}/service.yaml`, service(app));
    add(`${base}/kustomization.yaml`, { ...kustomization, resources: ["deployment.yaml", "service.yaml"] });
  } else if (!complete) add(`${base}/kustomization.yaml`, { ...kustomization, resources: found.manifests.files });

  for (const environment of environments) {
    const overlay = `${overlays}/${environment}`;
    if (found.manifests !== undefined && isKustomization(path.join(folder, overlay))) continue;
    const count = found.manifests === undefined ? replicas[environment] : undefined;
    add(`${overlay}/kustomization.yaml`, {
      ...kustomization,
      resources: [path.posix.relative(overlay, base)],
      labels: [{ pairs: { environment }, includeTemplates: true }],
      ...(count === undefined ? {} : { replicas: [{ name: app, count }] }),
    });
  }
  return files;
}

function text(object: object): string {
  return stringify(object, { compat: "yaml-1.1", lineWidth: 0, aliasDuplicateObjects: false });
}

function deployment(app: string, image: string, port: number): object {
  const labels = { "app.kubernetes.io/name": app };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: app, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          // What Pod Security `restricted` asks for, which the namespaces enforce.
          securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
          containers: [
            {
              name: app,
              image,
              ports: [{ name: "http", containerPort: port }],
              env: [{ name: "PORT", value: String(port) }],
              readinessProbe: { tcpSocket: { port: "http" } },
              resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "256Mi" } },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
            },
          ],
        },
      },
    },
  };
}

function service(app: string): object {
  const labels = { "app.kubernetes.io/name": app };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: app, labels },
    spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
  };
}
