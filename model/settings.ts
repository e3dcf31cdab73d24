/** Where a pipeline runs. Comes from a stack's config, never from a definition, so one definition serves every place. */
export interface Settings {
  /** Prefixes of image, Git and chart URLs replaced at compile time, the longest `from` first. Default: none. */
  readonly mirrors: readonly Mirror[];
  /**
   * What serves the Git repositories, for steps about pull requests. Default: none, and Kargo takes the one whose name is
   * in the repository's host; it refuses a host that has none.
   */
  readonly gitProvider?: GitProvider;
  /** The namespace Argo CD watches for Applications. Default `argocd`. */
  readonly argocdNamespace: string;
  /** Why nothing is promoted now: a freeze until this is taken away again. Default: none. */
  readonly frozen?: string;
  /** The cluster Applications deploy to, by API server address or by Argo CD's name for it. Default: the one Argo CD runs in. */
  readonly cluster: { readonly server: string } | { readonly name: string };
}

export const gitProviders = ["azure", "bitbucket", "gitea", "github", "gitlab"] as const;
/** What Kargo 1.11.2 can open pull requests with. */
export type GitProvider = (typeof gitProviders)[number];

/** One prefix replaced by another: `{ from: "docker.io/", to: "127.0.0.1:5000/" }`. */
export interface Mirror {
  readonly from: string;
  readonly to: string;
}

export const defaultSettings: Settings = {
  mirrors: [],
  argocdNamespace: "argocd",
  cluster: { server: "https://kubernetes.default.svc" },
};
