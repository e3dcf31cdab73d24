import { timestamp } from "../../../model/timestamp.ts";
import { greatestFirst, readVersion, type Version } from "./semver.ts";
import { type TagRules, tagFilter, versionFilter } from "./tag-filter.ts";

/** An image subscription of a Warehouse. */
export interface ImageSubscription extends TagRules {
  readonly repoURL: string;
  readonly imageSelectionStrategy?: string;
  readonly constraint?: string;
  readonly strictSemvers?: boolean;
  readonly platform?: string;
  readonly discoveryLimit?: number;
  readonly cacheByTag?: boolean;
  readonly insecureSkipTLSVerify?: boolean;
}

/** What a registry holds under a tag. */
export interface FoundImage {
  readonly tag: string;
  readonly digest: string;
  readonly createdAt: Date;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Kargo's `status.discoveredArtifacts.images[].references`. */
export interface ImageReference {
  readonly tag: string;
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly createdAt: string;
}

/** The registry's side of a selection. */
export interface ImageRepository {
  tags(): Promise<readonly string[]>;
  /** Undefined when the image isn't for the wanted platform, or isn't there. */
  image(tag: string): Promise<FoundImage | undefined>;
}

/**
 * The images a subscription finds, newest first, at most discoveryLimit of them.
 * Source: kargo v1.11.2, pkg/image/{newest_build,semver,lexical,digest}_selector.go.
 */
export async function selectImages(
  subscription: ImageSubscription,
  repository: ImageRepository,
): Promise<ImageReference[]> {
  const {
    imageSelectionStrategy: strategy = "SemVer",
    constraint,
    strictSemvers = true,
    discoveryLimit: limit = 20,
  } = subscription;
  if (strategy === "Digest") {
    const image = await repository.image(constraint ?? "");
    return image ? [reference(image)] : [];
  }
  const allowed = tagFilter(subscription);
  const tags = (await repository.tags()).filter(allowed);
  switch (strategy) {
    case "NewestBuild": {
      const images = (await Promise.all(tags.map((tag) => repository.image(tag)))).filter(
        (image) => image !== undefined,
      );
      return images.sort(newestFirst).slice(0, limit).map(reference);
    }
    case "SemVer": {
      const meets = versionFilter(constraint, strictSemvers);
      const versions = tags
        .filter(meets)
        .map((tag) => readVersion(tag, strictSemvers))
        .filter((version): version is Version => version !== undefined);
      return firstOf(
        versions.sort(greatestFirst).map(({ original }) => original),
        limit,
        repository,
      );
    }
    case "Lexical":
      return firstOf(
        tags.sort((a, b) => Buffer.compare(Buffer.from(b), Buffer.from(a))),
        limit,
        repository,
      );
    default:
      throw new Error(`no selector for image selection strategy ${JSON.stringify(strategy)}`);
  }
}

async function firstOf(tags: readonly string[], limit: number, repository: ImageRepository): Promise<ImageReference[]> {
  const found: ImageReference[] = [];
  for (const tag of tags) {
    if (found.length >= limit) break;
    const image = await repository.image(tag);
    if (image) found.push(reference(image));
  }
  return found;
}

function newestFirst(a: FoundImage, b: FoundImage): number {
  return b.createdAt.getTime() - a.createdAt.getTime() || (a.tag < b.tag ? 1 : -1);
}

function reference({ tag, digest, createdAt, annotations }: FoundImage): ImageReference {
  return { tag, digest, ...(annotations && { annotations }), createdAt: timestamp(createdAt) };
}
