import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argocdValues } from "../../model/platform/argocd-values.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { type ApiServer, freePort, type JsonObject } from "./api-server.ts";
import { create, until } from "./kargo-server.ts";
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
 * @param argocd absolute path of argocd-server
 * @param api with Argo CD's CRDs and a namespace argocd
 */
export async function startArgocdServer(
  argocd: string,
  { api, platform, port }: { readonly api: ApiServer; readonly platform: Platform; readonly port: number },
): Promise<ArgocdServer> {
  const redis = await testTools().get("redis");
  for (const object of settings(platform)) await create(api.ask, object);
  const [redisPort, metricsPort] = [await freePort(), await freePort()];
  const folder = join(api.folder, "argocd-server");
  for (const each of ["tls", "ssh", "gnupg", "assets"]) mkdirSync(join(folder, each), { recursive: true });
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, api.kubeconfig.replace("user: test}", "user: test, namespace: argocd}"), { mode: 0o600 });
  const children = [
    launch(redis, ["-addr", `127.0.0.1:${redisPort}`], { REDIS_PASSWORD: "of-tests" }, join(folder, "redis.log")),
    launch(
      argocd,
      [
        ...["--insecure", "--address", "127.0.0.1", "--port", String(port)],
        ...["--metrics-address", "127.0.0.1", "--metrics-port", String(metricsPort)],
        ...["--redis", `127.0.0.1:${redisPort}`, "--repo-server", "127.0.0.1:1", "--repo-server-plaintext"],
        ...["--repo-server-timeout-seconds", "1", "--kubeconfig", kubeconfig, "--namespace", "argocd"],
        ...["--staticassets", join(folder, "assets")],
      ],
      {
        HOME: folder,
        ARGOCD_GPG_ENABLED: "false",
        ARGOCD_TLS_DATA_PATH: join(folder, "tls"),
        ARGOCD_SSH_DATA_PATH: join(folder, "ssh"),
        ARGOCD_GNUPGHOME: join(folder, "gnupg"),
        REDIS_PASSWORD: "of-tests",
      },
      join(folder, "argocd-server.log"),
    ),
  ];
  const stop = async () => {
    await Promise.all(children.map(end));
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await until(
      "argocd-server to answer",
      async () => {
        if (children.some((child) => child.exitCode !== null)) throw new Error(tail(join(folder, "argocd-server.log")));
        return (await fetch(`${url}/healthz`).catch(() => undefined))?.status === 200;
      },
      300,
    );
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

function launch(program: string, args: readonly string[], env: Record<string, string>, log: string): ChildProcess {
  const out = openSync(log, "w");
  const child = spawn(program, args, { env: { PATH: "/usr/bin:/bin", ...env }, stdio: ["ignore", out, out] });
  process.once("exit", () => child.kill("SIGKILL"));
  return child;
}

function tail(log: string): string {
  return readFileSync(log, "utf8").split("\n").slice(-15).join("\n");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const kill = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(kill);
}
