import { imageTypes, indexTypes } from "../../../promotion/oci/media-types.ts";
import type { Credentials } from "../../../promotion/outside.ts";
import type { FoundImage, ImageRepository, ImageSubscription } from "./images.ts";

const timeout = 30_000;
const indexes: readonly string[] = indexTypes;
const createdKeys = ["org.opencontainers.image.created", "org.label-schema.build-date"];

type Annotations = Readonly<Record<string, string>>;

interface Manifest {
  readonly mediaType?: string;
  readonly annotations?: Annotations;
  readonly config?: { readonly digest: string };
  readonly manifests?: readonly {
    readonly digest: string;
    readonly annotations?: Annotations;
    readonly platform?: { readonly os?: string; readonly architecture?: string; readonly variant?: string };
  }[];
}

/** What was read of images by digest never changes; by tag only where a subscription says so (`cacheByTag`). */
export type ImageCache = Map<string, FoundImage | undefined>;

/** A registry's answer other than 2xx. */
class RegistryError extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/**
 * One repository of a registry, as an image subscription sees it (distribution-spec 1.1). Plain http on loopback.
 * Source of what an image's time, platform and annotations are: kargo v1.11.2, pkg/image/repository_client.go.
 */
export class RegistryRepository implements ImageRepository {
  private readonly subscription: ImageSubscription;
  private readonly base: string;
  private readonly credentials: Credentials | undefined;
  private readonly cache: ImageCache;

  constructor(subscription: ImageSubscription, credentials: Credentials | undefined, cache: ImageCache) {
    if (subscription.insecureSkipTLSVerify) throw new Error("insecureSkipTLSVerify is not done by the stand-in");
    this.subscription = subscription;
    this.base = repositoryBase(subscription.repoURL);
    this.credentials = credentials;
    this.cache = cache;
  }

  async tags(): Promise<string[]> {
    const found: string[] = [];
    let next: string | undefined = `${this.base}/tags/list`;
    while (next !== undefined) {
      const response: Response = await this.request(next);
      const { tags } = (await response.json()) as { tags: string[] | null };
      found.push(...(tags ?? []));
      const link = /<([^>]+)>\s*;\s*rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
      next = link === undefined ? undefined : new URL(link, next).href;
    }
    return found;
  }

  async image(tag: string): Promise<FoundImage | undefined> {
    const { cacheByTag, imageSelectionStrategy, platform = "", repoURL } = this.subscription;
    const key = `${repoURL}:${tag} ${platform}`;
    const kept = cacheByTag && imageSelectionStrategy !== "Digest" && this.cache.get(key);
    if (kept) return kept;
    try {
      const found = await this.read(tag);
      if (found) this.cache.set(key, found);
      return found;
    } catch (error) {
      const absent = error instanceof RegistryError && error.status === 404;
      if (absent && imageSelectionStrategy === "Digest") return undefined;
      throw error;
    }
  }

  private async read(tag: string): Promise<FoundImage | undefined> {
    const { manifest, digest, isIndex } = await this.manifest(tag);
    if (!isIndex) {
      const { createdAt } = await this.leaf(manifest);
      // Kargo knows no platform of an image that stands for itself: with one asked for, it takes none.
      if (this.subscription.platform) return undefined;
      return found(tag, digest, createdAt, manifest.annotations);
    }
    const known = (manifest.manifests ?? []).filter(({ platform }) =>
      [platform?.os, platform?.architecture].every((part) => part && part !== "unknown"),
    );
    if (known.length === 0) throw new Error("empty V2 manifest list or OCI index is not supported");
    const times = await Promise.all(
      known.map(async (each) => (await this.leaf((await this.manifest(each.digest)).manifest)).createdAt),
    );
    const newest = new Date(Math.max(...times.map((time) => time.getTime())));
    const wanted = this.subscription.platform;
    if (!wanted) return found(tag, digest, newest, manifest.annotations);
    const [os, architecture, variant = ""] = wanted.split("/");
    const fitting = known.find(
      ({ platform }) =>
        platform?.os === os && platform?.architecture === architecture && (platform?.variant ?? "") === variant,
    );
    return fitting && found(tag, digest, newest, { ...manifest.annotations, ...fitting.annotations });
  }

  private async manifest(reference: string): Promise<{ manifest: Manifest; digest: string; isIndex: boolean }> {
    const accept = [...indexTypes, ...imageTypes].join(", ");
    const response = await this.request(`${this.base}/manifests/${reference}`, { accept });
    const manifest = (await response.json()) as Manifest;
    const type = response.headers.get("content-type")?.split(";")[0] ?? manifest.mediaType ?? "";
    const digest = response.headers.get("docker-content-digest") ?? (reference.startsWith("sha256:") ? reference : "");
    if (!indexes.concat(imageTypes).includes(type)) throw new Error(`unknown artifact type: ${type}`);
    return { manifest, digest, isIndex: indexes.includes(type) };
  }

  private async leaf({ annotations, config }: Manifest): Promise<{ createdAt: Date }> {
    const response = await this.request(`${this.base}/blobs/${config?.digest}`);
    const image = (await response.json()) as { created?: string; config?: { Labels?: Annotations | null } };
    return { createdAt: creationTime([annotations, image.config?.Labels ?? undefined], image.created) };
  }

  private async request(url: string, headers: Record<string, string> = {}): Promise<Response> {
    const { credentials } = this;
    const basic = credentials && Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64");
    const authorization = basic === undefined ? {} : { authorization: `Basic ${basic}` };
    const response = await fetch(url, {
      headers: { ...headers, ...authorization },
      signal: AbortSignal.timeout(timeout),
    });
    if (response.ok) return response;
    const how = /^bearer/i.test(response.headers.get("www-authenticate") ?? "")
      ? "; login by token is not done by the stand-in"
      : "";
    throw new RegistryError(`GET ${url} was answered with ${response.status}${how}`, response.status);
  }
}

function found(tag: string, digest: string, createdAt: Date, annotations: Annotations | undefined): FoundImage {
  return { tag, digest, createdAt, ...(annotations && Object.keys(annotations).length > 0 && { annotations }) };
}

function creationTime(sources: readonly (Annotations | undefined)[], fallback: string | undefined): Date {
  for (const source of sources) {
    for (const key of createdKeys) {
      const time = Date.parse(source?.[key] ?? "");
      if (!Number.isNaN(time)) return new Date(time);
    }
  }
  return new Date(Date.parse(fallback ?? "") || 0);
}

/** `http://127.0.0.1:5000/v2/acme/goserver` of `127.0.0.1:5000/acme/goserver`. */
export function repositoryBase(repoURL: string): string {
  const [first = "", ...rest] = repoURL.split("/");
  const isRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const host = isRegistry ? first : "registry-1.docker.io";
  const repository = isRegistry ? rest.join("/") : rest.length === 0 ? `library/${first}` : repoURL;
  const scheme = /^(127\.0\.0\.1|localhost|\[::1\])(:|$)/.test(host) ? "http" : "https";
  return `${scheme}://${host === "docker.io" ? "registry-1.docker.io" : host}/v2/${repository}`;
}
