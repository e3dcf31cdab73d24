import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argocdValues } from "../../model/platform/argocd-values.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { type ApiServer, type JsonObject, toolsFolder } from "./api-server.ts";
import { create } from "./kargo-server.ts";
import { freePort, startProcess, untilReady } from "./processes.ts";
import { testTools } from "./tools.ts";

/** Argo CD's own API server with a Redis, in front of an API server. */
export interface ArgocdServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts argocd-server as the chart would: with the ConfigMaps that it makes of our values. What the chart adds of its own
 * to them (argo-cd 10.1.1: timeouts, exclusions of resources) has no part in who may do what.
 *
 * @param api with Argo CD's CRDs and a namespace argocd
 */
export async function startArgocdServer({
  api,
  platform,
  port,
}: {
  readonly api: ApiServer;
  readonly platform: Platform;
  readonly port: number;
}): Promise<ArgocdServer> {
  const redis = await testTools().get("redis");
  for (const object of settings(platform)) await create(api.ask, object);
  const [redisPort, metricsPort] = [await freePort(), await freePort()];
  const folder = join(api.folder, "argocd-server");
  for (const each of ["tls", "ssh", "gnupg", "assets"]) mkdirSync(join(folder, each), { recursive: true });
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, api.kubeconfig.replace("user: test}", "user: test, namespace: argocd}"), { mode: 0o600 });
  const redisPassword = { REDIS_PASSWORD: "of-tests" };
  const processes = [
    startProcess({
      name: "redis",
      command: redis,
      args: ["-addr", `127.0.0.1:${redisPort}`],
      env: redisPassword,
      folder,
    }),
    startProcess({
      name: "argocd-server",
      command: join(toolsFolder, "argocd-server"),
      args: [
        ...["--insecure", "--address", "127.0.0.1", "--port", String(port)],
        ...["--metrics-address", "127.0.0.1", "--metrics-port", String(metricsPort)],
        ...["--redis", `127.0.0.1:${redisPort}`, "--repo-server", "127.0.0.1:1", "--repo-server-plaintext"],
        ...["--repo-server-timeout-seconds", "1", "--kubeconfig", kubeconfig, "--namespace", "argocd"],
        ...["--staticassets", join(folder, "assets")],
      ],
      env: {
        ARGOCD_GPG_ENABLED: "false",
        ARGOCD_TLS_DATA_PATH: join(folder, "tls"),
        ARGOCD_SSH_DATA_PATH: join(folder, "ssh"),
        ARGOCD_GNUPGHOME: join(folder, "gnupg"),
        ...redisPassword,
      },
      folder,
    }),
  ];
  const stop = async () => {
    await Promise.all(processes.map((each) => each.end()));
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(processes, async () => (await fetch(`${url}/healthz`)).status === 200, 300);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** The chart's `argocd-cm` and `argocd-rbac-cm` of our values, and what Argo CD needs besides to start. */
function settings(platform: Platform): JsonObject[] {
  const { cm, rbac } = argocdValues(platform)["configs"] as Readonly<Record<"cm" | "rbac", object>>;
  const metadata = (name: string) => ({
    name,
    namespace: "argocd",
    labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "argocd" },
  });
  const configMap = (name: string, data: object) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadata(name),
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)])),
  });
  return [
    configMap("argocd-cm", cm),
    configMap("argocd-rbac-cm", rbac),
    ...["argocd-cmd-params-cm", "argocd-ssh-known-hosts-cm", "argocd-tls-certs-cm"].map((name) => configMap(name, {})),
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: metadata("argocd-secret"),
      stringData: { "server.secretkey": "of-tests-of-tests-of-tests-of-tests" },
    },
  ];
}
