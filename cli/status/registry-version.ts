/** Asks the registry for an image's version label; undefined when it can't be told. */
export type VersionOf = (image: string) => Promise<string | undefined>;

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
