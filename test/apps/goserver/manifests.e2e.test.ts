import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { program } from "../../sandbox/seed/support.ts";

const k8s = join(import.meta.dirname, "../../../apps/goserver/k8s");
let kustomize: string;
beforeAll(async () => {
  kustomize = await program("kustomize");
});

function build(folder: string) {
  const built = execFileSync(kustomize, ["build", join(k8s, folder)], { encoding: "utf8" });
  return parseAllDocuments(built).map((document) => document.toJS());
}

const name = { "app.kubernetes.io/name": "goserver" };
const probe = (path: string, rest: object) => ({ httpGet: { path, port: "http" }, ...rest });

function deployment(environment: string, replicas: number, env: object[], progressDeadlineSeconds = 120) {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "goserver", labels: { ...name, environment } },
    spec: {
      replicas,
      progressDeadlineSeconds,
      selector: { matchLabels: name },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: { ...name, environment } },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 30,
          // With the container's context below: what the Pod Security profile "restricted" asks for, and a read-only root.
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: "goserver",
              image: "goserver",
              ports: [{ name: "http", containerPort: 8080 }],
              env,
              startupProbe: probe("/healthz", { periodSeconds: 1, failureThreshold: 30 }),
              livenessProbe: probe("/healthz", { periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 }),
              readinessProbe: probe("/readyz", { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 1 }),
              resources: {
                requests: { cpu: "10m", memory: "32Mi" },
                limits: { cpu: "500m", memory: "128Mi" },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
            },
          ],
        },
      },
    },
  };
}

const service = (environment: string) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "goserver", labels: { ...name, environment } },
  spec: { selector: name, ports: [{ name: "http", port: 80, targetPort: "http" }] },
});

const port = { name: "PORT", value: "8080" };
const quiet = [port, { name: "LOG_LEVEL", value: "INFO" }];

describe("each environment's overlay is rendered without a namespace, which the Application gives", () => {
  test("dev has one replica that logs everything, and gives up sooner on a version that doesn't start", () => {
    const talkative = [{ name: "LOG_LEVEL", value: "DEBUG" }, port];
    expect(build("dev")).toEqual([service("dev"), deployment("dev", 1, talkative, 30)]);
  });

  test("staging has two replicas", () => {
    expect(build("staging")).toEqual([service("staging"), deployment("staging", 2, quiet)]);
  });

  test("prod has three replicas, of which two stay while nodes are emptied", () => {
    expect(build("prod")).toEqual([
      service("prod"),
      deployment("prod", 3, quiet),
      {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { name: "goserver", labels: { ...name, environment: "prod" } },
        spec: { minAvailable: 2, selector: { matchLabels: name } },
      },
    ]);
  });
});
