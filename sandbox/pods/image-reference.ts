/** An image of the sandbox's registry. */
export interface ImageReference {
  /** `acme/goserver` */
  readonly repository: string;
  /** A digest where the image names one, else its tag; `latest` where it names neither. */
  readonly reference: string;
}

/**
 * Takes `127.0.0.1:PORT/acme/goserver:TAG@sha256:…` apart.
 *
 * Grammar: https://github.com/distribution/reference (reference.go)
 *
 * @throws Error for an image of another registry, or one that no registry could hold
 */
export function imageReference(image: string, registry: string): ImageReference {
  const rest = image.startsWith(`${registry}/`) ? image.slice(registry.length + 1) : "";
  const parts = /^([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(rest);
  const [, repository, tag, digest] = parts ?? [];
  if (repository === undefined) {
    throw new Error(`image ${image} is not a name that the registry ${registry} could hold (${registry}/NAME:TAG)`);
  }
  return { repository, reference: digest ?? tag ?? "latest" };
}
