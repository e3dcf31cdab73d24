import { versions } from "../versions.ts";
import { shown } from "../words.ts";
import { additionRows } from "./addition-rows.ts";
import { argocdRows } from "./argocd-rows.ts";
import { enterpriseRows } from "./enterprise-rows.ts";
import { objectRows } from "./object-rows.ts";
import type { Place } from "./places.ts";
import { platformRows } from "./platform-rows.ts";
import { looked, recognised } from "./recognise.ts";
import type { UpgradeRow } from "./row.ts";
import { stepRows } from "./step-rows.ts";
import { compareVersions } from "./version.ts";

/** What an installed version, or an upgrade to another, makes of an object. */
export interface UpgradeFinding {
  /** Stable id of the table's row. */
  readonly id: string;
  readonly severity: "error" | "warning";
  /** True for what Kargo Enterprise has and the open source hasn't. */
  readonly enterprise: boolean;
  /** Where in the object: field names and list indexes. */
  readonly path: readonly (string | number)[];
  /** What happens, one sentence without path, value or fix. */
  readonly message: string;
  /** The value found; left out when it is a map or a list. */
  readonly got?: string;
  /** What to write instead. */
  readonly fix: string;
  /** Release notes, page or file of upstream's that says so. */
  readonly source: string;
}

/**
 * What each Kargo version since 1.0 removed, renamed, ignores or breaks, up to what 1.12 and 1.13 announce, and Argo CD
 * where promotion touches it.
 */
export const upgradeTable: readonly UpgradeRow[] = [
  ...objectRows,
  ...stepRows,
  ...platformRows,
  ...argocdRows,
  ...enterpriseRows,
  ...additionRows,
];

/**
 * What the installed versions removed, ignore or break of what this object uses, and what they call deprecated. Argo CD
 * counts as the pinned one when nothing is said.
 */
export function upgradeFindings(
  object: unknown,
  installed: { readonly kargo: string; readonly argocd?: string },
): UpgradeFinding[] {
  const { kargo, argocd = versions.argocd } = installed;
  const known = looked(object);
  if (known === undefined) return [];
  return upgradeTable.flatMap((row) => {
    const version = row.product === "kargo" ? kargo : argocd;
    const state = row.onlyCrossing ? "fine" : stateAt(row, version);
    if (state === "fine") return [];
    return recognised(row.where, known).map((place) => finding(row, state, place));
  });
}

/** What works at a product's version `from` and no longer, or otherwise, at `to`: `1.10.3` and `1.12.0`. Default Kargo. */
export function upgradesFrom(
  object: unknown,
  from: string,
  to: string,
  product: UpgradeRow["product"] = "kargo",
): UpgradeFinding[] {
  const known = looked(object);
  if (known === undefined) return [];
  return upgradeTable.flatMap((row) => {
    const crossed = row.product === product && stateAt(row, from) !== "happens" && stateAt(row, to) === "happens";
    return crossed ? recognised(row.where, known).map((place) => finding(row, "happens", place)) : [];
  });
}

type State = "fine" | "deprecated" | "happens";

function stateAt({ since, until, deprecated }: UpgradeRow, version: string): State {
  const reached = (limit: string) => compareVersions(version, limit) >= 0;
  if (until !== undefined) return reached(until) ? "fine" : "happens";
  if (since !== undefined && reached(since)) return "happens";
  if (deprecated !== undefined) return reached(deprecated) ? "deprecated" : "fine";
  return since === undefined ? "happens" : "fine";
}

function finding(row: UpgradeRow, state: State, { path, value }: Place): UpgradeFinding {
  const got = typeof value === "object" && value !== null ? {} : { got: shown(value) };
  return {
    id: row.id,
    severity: state === "deprecated" ? "warning" : (row.severity ?? "error"),
    enterprise: row.enterprise === true,
    path,
    message: message(row, state),
    ...got,
    fix: row.fix,
    source: row.source,
  };
}

function message({ product, since, until, deprecated, happens }: UpgradeRow, state: State): string {
  const name = product === "kargo" ? "Kargo" : "Argo CD";
  if (until !== undefined) return `before ${name} ${until}, ${happens}`;
  if (state === "deprecated") {
    return since === undefined ? `${happens} (since ${name} ${deprecated})` : `from ${name} ${since} on, ${happens}`;
  }
  return since === undefined ? happens : `since ${name} ${since}, ${happens}`;
}
