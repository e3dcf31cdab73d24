/** What an installed version, or an upgrade to another, makes of an object. */
export interface UpgradeFinding {
  /** Stable id of the table's row. */
  readonly id: string;
  readonly severity: "error" | "warning";
  /** Where in the object: field names and list indexes. */
  readonly path: readonly (string | number)[];
  /** What happens, one sentence without path, value or fix. */
  readonly message: string;
  readonly got?: string;
  /** What to write instead. */
  readonly fix: string;
  /** Release notes, page or file of upstream's that says so. */
  readonly source: string;
}

/** What the installed Kargo removed, ignores or breaks of what this object uses. */
export function upgradeFindings(_object: unknown, _installed: { readonly kargo: string }): UpgradeFinding[] {
  return [];
}

/** What works at `from` and no longer at `to`; both are Kargo versions such as `1.11.2`. */
export function upgradesFrom(_object: unknown, _from: string, _to: string): UpgradeFinding[] {
  return [];
}
