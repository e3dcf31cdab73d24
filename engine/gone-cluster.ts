import { readFileSync } from "node:fs";
import { connect, isIP } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { Cluster, KubeConfig } from "@kubernetes/client-node";
import { UserError } from "../model/problem.ts";
import { kubeConfigOf, missingKubeconfig } from "./object-exists.ts";
import type { Deployment, ResourceState } from "./pending-creates.ts";

const bound = 15_000;

/**
 * The address of a cluster of this state that still answers; undefined when none does within 15 s each.
 *
 * @param deployment exported with secrets in the clear
 * @throws UserError where there is no kubeconfig to find an address in: on another machine the cluster may well be there
 */
export async function answeringCluster(deployment: Deployment): Promise<string | undefined> {
  for (const { urn, type } of deployment.resources ?? []) {
    if (type !== "pulumi:providers:kubernetes") continue;
    const missing = missingKubeconfig(urn, deployment);
    if (missing !== undefined) {
      throw new UserError(
        `${missing}, by which this stack's cluster is found, isn't there, so nobody can ask whether the cluster still answers. ` +
          "Nothing was destroyed. Put the file back, or another with that context in its place; or, if it went with " +
          `the cluster, put one without clusters in its place and run the same command again: echo '{apiVersion: v1, kind: Config}' > ${missing}`,
      );
    }
    const config = kubeConfigOf(urn, deployment);
    if (await answers(config)) return config.getCurrentCluster()?.server ?? "the cluster";
  }
  return undefined;
}

/**
 * Whether a server answers there with a certificate of this cluster's. Nobody logs in: what a login needs may be gone with
 * the cluster, and another one may have taken its address since.
 */
function answers(config: KubeConfig): Promise<boolean> {
  const cluster = config.getCurrentCluster();
  // The tool that deleted the cluster may have taken its context out of the kubeconfig.
  if (cluster === null) return Promise.resolve(false);
  const { hostname: host, port, protocol } = new URL(cluster.server);
  const options = { host, port: Number(port) || (protocol === "http:" ? 80 : 443), timeout: bound };
  const socket = protocol === "http:" ? connect(options) : connectTls({ ...options, ...trust(cluster) });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  socket.once(protocol === "http:" ? "connect" : "secureConnect", () => resolve(true));
  for (const event of ["error", "close"] as const) socket.once(event, () => resolve(false));
  // Whoever takes the connection and is slow to go on may well be the cluster.
  socket.once("timeout", () => resolve(!socket.connecting));
  return promise.finally(() => socket.destroy());
}

function trust({ caData, caFile, skipTLSVerify, tlsServerName, server }: Cluster): ConnectionOptions {
  const ca =
    caData !== undefined ? Buffer.from(caData, "base64") : caFile === undefined ? undefined : readFileSync(caFile);
  const name = tlsServerName ?? new URL(server).hostname;
  return {
    ...(ca === undefined ? {} : { ca }),
    rejectUnauthorized: skipTLSVerify !== true,
    ...(isIP(name) === 0 ? { servername: name } : {}),
  };
}

/**
 * The variable by which the Kubernetes provider drops what it can't reach instead of failing. It holds for everything but
 * Helm releases (pulumi-kubernetes#2675).
 */
export const dropUnreachable = { PULUMI_K8S_DELETE_UNREACHABLE: "true" };

/** Helm releases of a state. */
export function helmReleases({ resources = [] }: Deployment): readonly string[] {
  return resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release").map(({ urn }) => urn);
}

/** A deployment without some resources, and without any mention of them in others. */
export function withoutResources(deployment: Deployment, urns: readonly string[]): Deployment {
  const others = (list: unknown) => (Array.isArray(list) ? list.filter((urn) => !urns.includes(urn as string)) : list);
  const resources = (deployment.resources ?? [])
    .filter(({ urn }) => !urns.includes(urn))
    .map((resource): ResourceState => {
      const { dependencies, propertyDependencies, deletedWith, replaceWith } = resource;
      return {
        ...resource,
        ...(dependencies === undefined ? {} : { dependencies: others(dependencies) }),
        ...(propertyDependencies === undefined
          ? {}
          : {
              propertyDependencies: Object.fromEntries(
                Object.entries(propertyDependencies as Record<string, unknown>).map(([key, on]) => [key, others(on)]),
              ),
            }),
        ...(replaceWith === undefined ? {} : { replaceWith: others(replaceWith) }),
        ...(urns.includes(deletedWith as string) ? { deletedWith: "" } : {}),
      };
    });
  return { ...deployment, resources };
}
