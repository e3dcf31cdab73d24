/** Roles that hold everywhere, the least first. */
export const everywhere = ["viewer", "developer", "admin"] as const;
export type EverywhereRole = (typeof everywhere)[number];

/** Who may do what, by the issuer's groups: one value, from which the platform and every environment take their part. */
export interface People extends Readonly<Record<EverywhereRole, readonly string[]>> {
  /** The claim of the issuer's tokens that lists a person's groups. Default `groups`. */
  readonly groupsClaim: string;
  /** What the cluster's own API server writes before the issuer's groups, `--oidc-groups-prefix`. Default: nothing. */
  readonly groupsPrefix: string;
  /** Who promotes, by environment: `prod` of every pipeline that has it, `goserver/prod` of one alone; both count. */
  readonly promoter: Readonly<Record<string, readonly string[]>>;
}

/** Nobody may do anything, but who knows the passwords of `admin`. */
export const nobody: People = {
  groupsClaim: "groups",
  groupsPrefix: "",
  viewer: [],
  developer: [],
  admin: [],
  promoter: {},
};

/** The groups that promote into an environment of a pipeline, each once. */
export function promotersOf({ promoter }: Pick<People, "promoter">, app: string, environment: string): string[] {
  const of = (key: string) => (Object.hasOwn(promoter, key) ? promoter[key] : undefined) ?? [];
  return [...new Set([...of(environment), ...of(`${app}/${environment}`)])];
}

/** The groups that promote anywhere, each once. */
export function everyPromoter({ promoter }: Pick<People, "promoter">): string[] {
  return [...new Set(Object.values(promoter).flat())];
}
