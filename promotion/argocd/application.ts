/** What the steps read of an Argo CD Application. Source: akuity/kargo v1.11.2, pkg/controller/argocd/api/v1alpha1. */
export interface Application {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly operation?: object;
  readonly spec: {
    readonly source?: Source;
    readonly sources?: readonly Source[];
    readonly syncPolicy?: { readonly retry?: object; readonly syncOptions?: readonly string[] };
  };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly health?: { readonly status?: string };
    readonly sync?: { readonly status?: string };
    readonly reconciledAt?: string;
    readonly operationState?: OperationState;
  };
}

export interface Source {
  readonly repoURL: string;
  readonly chart?: string;
  readonly targetRevision?: string;
  readonly helm?: { readonly parameters?: readonly { readonly name: string; readonly value?: string }[] };
  readonly kustomize?: { readonly images?: readonly string[] };
}

export interface OperationState {
  readonly operation?: {
    readonly initiatedBy?: { readonly username?: string };
    readonly info?: readonly { readonly name: string; readonly value: string }[];
  };
  readonly phase?: string;
  readonly message?: string;
  readonly finishedAt?: string;
  readonly syncResult?: { readonly revision?: string; readonly revisions?: readonly string[] };
}

/** A single source counts as a list of one. */
export function sourcesOf({ spec }: Application): readonly Source[] {
  if (spec.sources !== undefined && spec.sources.length > 0) return spec.sources;
  return spec.source === undefined ? [] : [spec.source];
}

/** `Argo CD Application "a" in namespace "b"` */
export function called({ metadata }: Pick<Application, "metadata">): string {
  return `Argo CD Application ${JSON.stringify(metadata.name)} in namespace ${JSON.stringify(metadata.namespace)}`;
}
