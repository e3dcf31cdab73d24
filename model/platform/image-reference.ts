/** An image as a chart or a container names it. */
export interface NamedImage {
  /** With its host, where it says one. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** `quay.io/argoproj/argocd:v3.5.1@sha256:…` in its parts. */
export function splitReference(image: string): NamedImage {
  const {
    repository = image,
    tag,
    digest,
  } = /^(?<repository>.+?)(?::(?<tag>[^/:@]+))?(?:@(?<digest>.+))?$/.exec(image)?.groups ?? {};
  return { repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** An image as it is pulled. */
export function referenceOf({ repository, tag, digest }: NamedImage): string {
  return `${repository}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}
