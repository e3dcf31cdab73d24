/** What a Warehouse found and a Stage is given, as Kargo's CRD stores it. Source: akuity/kargo v1.11.2, api/v1alpha1/freight_types.go. */
export interface Freight {
  /** The object's name: a hash over what it holds. */
  readonly name: string;
  /** A readable second name, two words and a hyphen. */
  readonly alias?: string;
  readonly origin: FreightOrigin;
  readonly commits: readonly GitCommit[];
  readonly images: readonly Image[];
  readonly charts: readonly Chart[];
}

export interface FreightOrigin {
  readonly kind: "Warehouse";
  readonly name: string;
}

/** `Warehouse/main`, as Kargo keys what belongs to an origin; api/v1alpha1/freight_types.go, FreightOrigin.String. */
export function originKey(origin: { readonly kind?: string; readonly name?: string } | undefined): string {
  return `${origin?.kind ?? "Warehouse"}/${origin?.name ?? ""}`;
}

export interface GitCommit {
  readonly repoURL: string;
  /** The full hash. */
  readonly id: string;
  readonly branch?: string;
  readonly tag?: string;
  /** First line of the message, at most 80 characters. */
  readonly message?: string;
  /** `Name <mail>` */
  readonly author?: string;
  readonly committer?: string;
}

export interface Image {
  readonly repoURL: string;
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Chart {
  readonly repoURL: string;
  /** Empty for a chart in an OCI registry. */
  readonly name?: string;
  readonly version: string;
}

/** What a Stage asks for from one origin, and from where. Source: akuity/kargo v1.11.2, api/v1alpha1/stage_types.go. */
export interface FreightRequest {
  readonly origin: { readonly kind: string; readonly name: string };
  readonly sources: {
    readonly direct?: boolean;
    readonly stages?: readonly string[];
    readonly requiredSoakTime?: string;
    readonly availabilityStrategy?: string;
    readonly autoPromotionOptions?: { readonly selectionPolicy?: string };
  };
}
