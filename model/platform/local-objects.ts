import type { KubeObject } from "../object.ts";
import type { KindChoice } from "./kind.ts";
import { localNamespace, localRegistry } from "./local-names.ts";
import type { Platform } from "./platform.ts";
import { localImage } from "./pulled-image.ts";
import { resources, restricted } from "./values.ts";

/** Secret with the git server's account, made by the component. */
export const localGitSecret = "gitea-account";

/**
 * Objects of the git server, its Secret left out.
 *
 * The account is made by an init container with Gitea's own command before the server starts, so nobody meets a server
 * without an administrator. A repository is made by the first push to it.
 */
export function gitServerObjects(platform: Platform, { ports }: KindChoice): KubeObject[] {
  const settings: Readonly<Record<string, string>> = {
    // On the volume, since its keys are made at the first start and have to stay.
    GITEA_APP_INI: "/var/lib/gitea/config/app.ini",
    GITEA__server__ROOT_URL: `http://localhost:${ports.git}/`,
    // Ports of Git over SSH aren't opened.
    GITEA__server__DISABLE_SSH: "true",
    GITEA__server__START_SSH_SERVER: "false",
    GITEA__server__OFFLINE_MODE: "true",
    GITEA__database__DB_TYPE: "sqlite3",
    GITEA__security__INSTALL_LOCK: "true",
    GITEA__service__DISABLE_REGISTRATION: "true",
    GITEA__repository__ENABLE_PUSH_CREATE_USER: "true",
    GITEA__repository__DEFAULT_PUSH_CREATE_PRIVATE: "true",
    GITEA__actions__ENABLED: "false",
    GITEA__packages__ENABLED: "false",
    GITEA__indexer__ISSUE_INDEXER_TYPE: "db",
    // Asks gitea.com otherwise whether there is a newer one.
    GITEA__cron_0x2E_update_checker__ENABLED: "false",
  };
  const container = {
    image: localImage(platform, "gitea"),
    env: [
      ...Object.entries(settings).map(([name, value]) => ({ name, value })),
      ...(["username", "password"] as const).map((key) => ({
        name: `ACCOUNT_${key.toUpperCase()}`,
        valueFrom: { secretKeyRef: { name: localGitSecret, key } },
      })),
    ],
    volumeMounts: [
      { name: "data", mountPath: "/var/lib/gitea" },
      { name: "tmp", mountPath: "/tmp" },
    ],
    securityContext,
    resources: resources("20m", "192Mi", "1Gi"),
  };
  return [
    service("gitea", { nodePort: ports.git, targetPort: 3000 }),
    statefulSet("gitea", "5Gi", {
      // A new password reaches the account when the Pod starts again.
      annotations: { "slipway.dev/passwords-since": platform.passwordsSince },
      initContainers: [{ name: "account", ...container, args: ["/bin/sh", "-euc", makeAccount] }],
      containers: [{ name: "gitea", ...container, ...listens(3000, "/api/healthz") }],
    }),
  ];
}

/** Run by the image's own entrypoint, which has written the settings first. */
const makeAccount = `gitea migrate
if gitea admin user list | awk 'NR > 1 { print $2 }' | grep -qxF -- "$ACCOUNT_USERNAME"; then
  gitea admin user change-password --username "$ACCOUNT_USERNAME" --password "$ACCOUNT_PASSWORD" --must-change-password=false
else
  gitea admin user create --admin --username "$ACCOUNT_USERNAME" --password "$ACCOUNT_PASSWORD" --email "$ACCOUNT_USERNAME@localhost.localdomain" --must-change-password=false
fi
`;

/** Objects of the registry. It asks nobody who they are: only this machine and its own cluster reach it. */
export function registryObjects(platform: Platform, { ports }: KindChoice): KubeObject[] {
  const container = {
    name: "registry",
    image: localImage(platform, "registry"),
    env: [
      // Through the door on loopback it has another name than in the cluster, and an upload has to stay where it began.
      { name: "REGISTRY_HTTP_RELATIVEURLS", value: "true" },
      // Else it looks for a collector of traces and says every minute that there is none.
      { name: "OTEL_TRACES_EXPORTER", value: "none" },
    ],
    volumeMounts: [
      { name: "data", mountPath: "/var/lib/registry" },
      { name: "tmp", mountPath: "/tmp" },
    ],
    securityContext,
    resources: resources("10m", "32Mi", "512Mi"),
    ...listens(5000, "/v2/"),
  };
  return [
    service("registry", { nodePort: ports.registry, targetPort: 5000, clusterIP: localRegistry }),
    statefulSet("registry", "10Gi", { containers: [container] }),
  ];
}

const securityContext = { ...restricted, readOnlyRootFilesystem: true };

function service(name: string, { nodePort, targetPort, ...more }: Readonly<Record<string, unknown>>): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: localNamespace, labels: labels(name) },
    spec: {
      type: "NodePort",
      selector: labels(name),
      ports: [{ name: "http", port: 80, targetPort, nodePort, protocol: "TCP" }],
      ...more,
    },
  };
}

/** One Pod at most, ever: both programs keep files that two must not write. */
function statefulSet(
  name: string,
  storage: string,
  {
    annotations,
    ...pod
  }: { readonly annotations?: Readonly<Record<string, string>> } & Readonly<Record<string, unknown>>,
): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name, namespace: localNamespace, labels: labels(name) },
    spec: {
      serviceName: name,
      replicas: 1,
      selector: { matchLabels: labels(name) },
      template: {
        metadata: { labels: labels(name), ...(annotations !== undefined && { annotations }) },
        spec: {
          automountServiceAccountToken: false,
          // Else the Service's name makes variables like REGISTRY_PORT, which the registry takes for settings.
          enableServiceLinks: false,
          securityContext: { runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000, runAsNonRoot: true },
          ...pod,
          volumes: [{ name: "tmp", emptyDir: {} }],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
        },
      ],
    },
  };
}

function listens(port: number, path: string) {
  const probe = { httpGet: { path, port }, timeoutSeconds: 5 };
  return {
    ports: [{ name: "http", containerPort: port, protocol: "TCP" }],
    readinessProbe: { ...probe, periodSeconds: 5 },
    livenessProbe: { ...probe, periodSeconds: 20, failureThreshold: 6 },
  };
}

function labels(name: string): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "slipway-local" };
}
