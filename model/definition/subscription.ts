/**
 * A subscription to an image repository. Fields are Kargo's own; what is left out gets Kargo's default.
 * Source: pkg/subscription/schemas/image.json of Kargo.
 */
export interface ImageSubscription extends ImageOptions {
  readonly kind: "image";
  /** Repository without scheme, tag or digest: `docker.io/acme/goserver`. */
  readonly repoURL: string;
}

interface ImageOptions {
  /** How the newest image is found. Default `SemVer`. */
  readonly imageSelectionStrategy?: "SemVer" | "Lexical" | "NewestBuild";
  /** Version range for `SemVer` (Masterminds grammar). Default: any version. */
  readonly constraint?: string;
  /** Only tags with major, minor and patch count as versions. Default true. */
  readonly strictSemvers?: boolean;
  /** RE2 patterns; a tag must match one of them. Default: every tag. */
  readonly allowTagsRegexes?: readonly string[];
  /** RE2 patterns; a tag that matches one of them is left out. Default: none. */
  readonly ignoreTagsRegexes?: readonly string[];
  /** `<os>/<arch>`; images without that platform are left out. Default: every platform. */
  readonly platform?: string;
  /** How many of the newest images are kept in sight, 1 to 100. Default 20. */
  readonly discoveryLimit?: number;
  /** Tags never move, so what was read of a tag may be kept. Default false. */
  readonly cacheByTag?: boolean;
}

/**
 * A subscription to a Git repository. Fields are Kargo's own; what is left out gets Kargo's default.
 * Source: pkg/subscription/schemas/git.json of Kargo.
 */
export interface GitSubscription extends GitOptions {
  readonly kind: "git";
  /** `https://` only; plain `http://` for a loopback address. Never with credentials. */
  readonly repoURL: string;
}

interface GitOptions {
  /** Branch whose newest commit is taken. Default: the repository's default branch. */
  readonly branch?: string;
  /** Only commits that change one of these paths count (`dir`, `glob:…`, `regex:…`). Default: every commit. */
  readonly includePaths?: readonly string[];
  /** Commits that change only these paths don't count. Default: none. */
  readonly excludePaths?: readonly string[];
  /** How many of the newest commits are kept in sight, 1 to 100. Default 20. */
  readonly discoveryLimit?: number;
}

export type Subscription = ImageSubscription | GitSubscription;

/** Subscribes to an image repository. Example: `image("docker.io/acme/goserver", { imageSelectionStrategy: "NewestBuild" })`. */
export function image(repoURL: string, options: ImageOptions = {}): ImageSubscription {
  return { ...options, kind: "image", repoURL };
}

/** Subscribes to a Git repository. Example: `git("https://github.com/acme/goserver", { branch: "main" })`. */
export function git(repoURL: string, options: GitOptions = {}): GitSubscription {
  return { ...options, kind: "git", repoURL };
}
