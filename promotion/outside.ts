/**
 * What steps reach beyond their work folder. A dry run gives scratch copies and records what would be called; the
 * sandbox's stand-in gives the real things.
 */
export interface Outside {
  readonly programs: Programs;
  /** Who commits when a step names nobody. */
  readonly gitUser: { readonly name: string; readonly email: string };
  /** What stands where a repository's URL points, and how to log in there. */
  gitRemote(repoURL: string): Promise<GitRemote>;
  /** Answers for a chart's or an OCI repository's credentials; undefined when there are none. */
  credentials(kind: "helm" | "image", repoURL: string): Promise<Credentials | undefined>;
  /** Left out where the other side isn't there: the step then reports what it would have called. */
  readonly pullRequests?: PullRequests;
  readonly argocd?: ArgoCd;
  readonly freightAliases?: { set(freight: string, alias: string): Promise<void> };
  readonly metadata?: {
    set(of: "Stage" | "Freight", name: string, values: Readonly<Record<string, unknown>>): Promise<void>;
  };
  readonly http?: { fetch(url: string, init: RequestInit): Promise<Response> };
  /** Gets, in order, each call that was shown in place of being made. */
  shown(call: ShownCall): void;
}

/** Absolute paths. Helm is asked for only when a step needs it. */
export interface Programs {
  readonly git: string;
  kustomize(): Promise<string>;
  helm(): Promise<string>;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface GitRemote {
  /** Where git really goes; a scratch folder in a dry run. */
  readonly url: string;
  readonly credentials?: Credentials;
}

export interface ShownCall {
  /** The step's alias and kind. */
  readonly step: string;
  readonly uses: string;
  /** One line: `open a pull request from promo/… to stage/prod in https://…`. */
  readonly what: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface PullRequest {
  readonly id: number;
  readonly url: string;
  readonly open: boolean;
  readonly merged: boolean;
  readonly headSHA?: string;
  readonly mergeCommitSHA?: string;
}

export interface PullRequests {
  open(
    repoURL: string,
    request: {
      readonly head: string;
      readonly base: string;
      readonly title: string;
      readonly description: string;
      readonly labels?: readonly string[];
    },
  ): Promise<PullRequest>;
  get(repoURL: string, id: number): Promise<PullRequest>;
  /** An open one from head to base, when there is one. */
  find(repoURL: string, head: string, base: string): Promise<PullRequest | undefined>;
  /** An answer that isn't merged says that it can't be merged yet. */
  merge(repoURL: string, id: number, method?: string): Promise<PullRequest>;
}

/** What argocd-update and argocd-wait read and write, on the cluster. */
export interface ArgoCd {
  /** Where Applications are looked for when a step names no namespace. Default: argocd */
  readonly namespace?: string;
  /** What to do about an Application that isn't there: upstream's error, or to show what would be done to it. */
  readonly unknown?: "show";
  get(namespace: string, name: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  list(
    namespace: string,
    labels: Readonly<Record<string, string>>,
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** A JSON merge patch. */
  patch(namespace: string, name: string, patch: object): Promise<void>;
}
