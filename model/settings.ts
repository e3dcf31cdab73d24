import type { People } from "./people/people.ts";

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
  /** Who promotes, by the issuer's groups. Default: nobody but admins. */
  readonly people?: People;
  /** The cluster Applications deploy to, by API server address or by Argo CD's name for it. Default: the one Argo CD runs in. */
  readonly cluster: Destination;
  /** Which targets run elsewhere, or what is known of `cluster` itself. Default: every target runs in `cluster`. */
  readonly places?: Places;
}

/** A cluster as Argo CD names it: never by both. */
export type Destination = { readonly server: string } | { readonly name: string };

export interface Places {
  /** Of targets that aren't listed, and of environments without targets. Default: `cluster`, and nothing known of it. */
  readonly default?: Place;
  /** By target's name: `eu`. */
  readonly targets: Readonly<Record<string, Place>>;
}

/** A cluster of `slipway:clusters` as a target of an environment sees it. */
export interface Place {
  /** Its name in `slipway:clusters`. */
  readonly cluster: string;
  /** What the Application says. */
  readonly destination: Destination;
  /** The namespaces that Argo CD may write in there. The platform stack makes them. Left out: it has an Argo CD of its own. */
  readonly namespaces?: readonly string[];
  /** Kargo's shard that speaks to the cluster's own Argo CD. Left out: the platform's Argo CD deploys there. */
  readonly shard?: string;
  /** Where that Argo CD looks for Applications. Left out: as the settings say it of the platform's. */
  readonly argocdNamespace?: string;
}

/** Where one target of an environment runs; undefined for where everything runs. */
export function placeOf({ places }: Pick<Settings, "places">, target: string | undefined): Place | undefined {
  return (target === undefined ? undefined : places?.targets[target]) ?? places?.default;
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
