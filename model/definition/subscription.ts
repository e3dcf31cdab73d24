import type { ChartSubscription as ChartFields } from "../kinds/chart-subscription.gen.ts";
import type { Expression } from "./expression.ts";

interface TagFilters {
  /** RE2 patterns; a tag must match one of them. Default: every tag. */
  readonly allowTagsRegexes?: readonly string[];
  /** RE2 patterns; a tag that matches one of them is left out. Default: none. */
  readonly ignoreTagsRegexes?: readonly string[];
  /** Only tags with major, minor and patch count as versions. Default true. */
  readonly strictSemvers?: boolean;
  /** How many of the newest are kept in sight, 1 to 100. Default 20. */
  readonly discoveryLimit?: number;
  /** The server's certificate isn't verified. Default false. */
  readonly insecureSkipTLSVerify?: boolean;
}

/**
 * A subscription to an image repository. Fields are Kargo's own; what is left out gets Kargo's default.
 * Source: pkg/subscription/schemas/image.json of Kargo.
 */
export type ImageSubscription = ImageOptions & {
  readonly kind: "image";
  /** Repository without scheme, tag or digest: `docker.io/acme/goserver`. */
  readonly repoURL: string;
};

interface ImageFields extends TagFilters {
  /** Version range for `SemVer` (Masterminds grammar); the tag that is followed for `Digest`. Default: any version. */
  readonly constraint?: string;
  /** `<os>/<arch>`; images without that platform are left out. Default: every platform. */
  readonly platform?: string;
  /** Tags never move, so what was read of a tag may be kept. Default false. */
  readonly cacheByTag?: boolean;
}

type ImageOptions =
  | (ImageFields & {
      /** How the newest image is found. Default `SemVer`. */
      readonly imageSelectionStrategy?: "SemVer" | "Lexical" | "NewestBuild";
    })
  /** `Digest` follows one moving tag, named by `constraint`. */
  | (ImageFields & { readonly imageSelectionStrategy: "Digest"; readonly constraint: string });

/**
 * A subscription to a Git repository. Fields are Kargo's own; what is left out gets Kargo's default.
 * Source: pkg/subscription/schemas/git.json of Kargo.
 */
export interface GitSubscription extends GitOptions {
  readonly kind: "git";
  /** `https://` only; plain `http://` for a loopback address. Never with credentials. */
  readonly repoURL: string;
}

interface GitOptions extends TagFilters {
  /** How the commit is chosen: a branch's newest, or a tag's. Default `NewestFromBranch`. */
  readonly commitSelectionStrategy?: "NewestFromBranch" | "SemVer" | "Lexical" | "NewestTag";
  /** Branch whose newest commit is taken. Default: the repository's default branch. */
  readonly branch?: string;
  /** Version range for `SemVer` (Masterminds grammar). Default: any version. */
  readonly semverConstraint?: string;
  /** Only commits that change one of these paths count (`dir`, `glob:…`, `regex:…`). Default: every commit. */
  readonly includePaths?: readonly string[];
  /** Commits that change only these paths don't count. Default: none. */
  readonly excludePaths?: readonly string[];
  /** A bare expression over a commit's or tag's facts; only those it holds for count. Default: every one. */
  readonly expressionFilter?: string | Expression;
  /** RFC 3339; commits before it aren't looked at. Default: all. */
  readonly since?: string;
  /** Clones without file contents until they are needed; for big repositories. Default false. */
  readonly blobless?: boolean;
}

/**
 * A subscription to a Helm chart. `oci://` names the chart itself; `https://` names a repository and needs `name`.
 * Source: pkg/subscription/schemas/chart.json of Kargo.
 */
export interface ChartSubscription extends ChartOptions {
  readonly kind: "chart";
  readonly repoURL: string;
}

type ChartOptions = Readonly<Omit<ChartFields, "repoURL">>;

export type Subscription = ImageSubscription | GitSubscription | ChartSubscription;

/** Subscribes to an image repository. Example: `image("docker.io/acme/goserver", { imageSelectionStrategy: "NewestBuild" })`. */
export function image(repoURL: string, options: ImageOptions = {}): ImageSubscription {
  return { ...options, kind: "image", repoURL };
}

/** Subscribes to a Git repository. Example: `git("https://github.com/acme/goserver", { branch: "main" })`. */
export function git(repoURL: string, options: GitOptions = {}): GitSubscription {
  return { ...options, kind: "git", repoURL };
}

/** Subscribes to a Helm chart. Example: `chart("oci://ghcr.io/acme/charts/web")`, `chart("https://charts.acme.example", { name: "web" })`. */
export function chart(...[repoURL, options]: ChartArguments): ChartSubscription {
  return { ...options, kind: "chart", repoURL };
}

type ChartArguments =
  | readonly [repoURL: `oci://${string}`, options?: ChartOptions & { readonly name?: never }]
  | readonly [repoURL: string, options: ChartOptions & { readonly name: string }];
