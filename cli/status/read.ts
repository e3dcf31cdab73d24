import { CustomObjectsApi, type KubeConfig } from "@kubernetes/client-node";
import { appLabel } from "../../model/keys.ts";
import { type Application, type EnvironmentRow, environmentRow } from "./environments.ts";

/** Asks the registry for an image's version label; undefined when it can't be told. */
export type VersionOf = (image: string) => Promise<string | undefined>;

/** Rows of every Application that Slipway compiled, whatever the app. */
export async function readEnvironments(
  config: KubeConfig,
  argocdNamespace: string,
  versionOf: VersionOf,
): Promise<EnvironmentRow[]> {
  const answer = (await config.makeApiClient(CustomObjectsApi).listNamespacedCustomObject({
    group: "argoproj.io",
    version: "v1alpha1",
    plural: "applications",
    namespace: argocdNamespace,
    labelSelector: appLabel,
  })) as { items: Application[] };
  const images = new Set(answer.items.flatMap((application) => application.status?.summary?.images ?? []));
  const versions = new Map(
    await Promise.all([...images].map(async (image) => [image, await versionOf(image)] as const)),
  );
  return answer.items.map((application) => environmentRow(application, (image) => versions.get(image)));
}

/** Reads `org.opencontainers.image.version` from the image's config in a registry that speaks plain http on loopback. */
export const versionFromLoopbackRegistry: VersionOf = async (image) => {
  const parts = /^(127\.0\.0\.1:\d+|localhost:\d+)\/(.+):([\w][\w.-]{0,127})$/.exec(image);
  if (!parts) return undefined;
  const [, registry, repository, tag] = parts;
  const base = `http://${registry}/v2/${repository}`;
  const accept = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";
  const options = { headers: { accept }, signal: AbortSignal.timeout(5_000) };
  const manifest = await fetch(`${base}/manifests/${tag}`, options).catch(() => undefined);
  if (!manifest?.ok) return undefined;
  const { config } = (await manifest.json()) as { config?: { digest?: string } };
  const blob = await fetch(`${base}/blobs/${config?.digest}`, options).catch(() => undefined);
  if (!blob?.ok) return undefined;
  const read = (await blob.json()) as { config?: { Labels?: Record<string, string> } };
  return read.config?.Labels?.["org.opencontainers.image.version"];
};
