import { ApiException, type KubeConfig, VersionApi } from "@kubernetes/client-node";
import { kubeConfigOf, within } from "./object-exists.ts";
import type { Deployment, ResourceState } from "./pending-creates.ts";

const bound = 5_000;

/**
 * The address of a cluster of this state that still answers; undefined when none does within 5 s each.
 *
 * @param deployment exported with secrets in the clear
 */
export async function answeringCluster(deployment: Deployment): Promise<string | undefined> {
  for (const { urn, type } of deployment.resources ?? []) {
    if (type !== "pulumi:providers:kubernetes") continue;
    const config = kubeConfigOf(urn, deployment);
    if (await answers(config)) return config.getCurrentCluster()?.server ?? "the cluster";
  }
  return undefined;
}

async function answers(config: KubeConfig): Promise<boolean> {
  // The tool that deleted the cluster may have taken its context out of the kubeconfig.
  if (config.getCurrentCluster() === null) return false;
  try {
    await within(config.makeApiClient(VersionApi).getCode(), bound);
    return true;
  } catch (error) {
    return error instanceof ApiException; // It said no, so it is there.
  }
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
