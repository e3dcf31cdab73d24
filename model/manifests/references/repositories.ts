import { checkExpressions } from "../checks/expressions.ts";
import type { ManifestFinding } from "../finding.ts";
import { requestsOf } from "../stage.ts";
import { type SubscriptionKind, subscriptionsOf } from "../warehouse.ts";
import type { Catalog } from "./catalog.ts";

const rule = "repository-not-requested";

/** Repositories that a Stage's expressions ask for, when every Warehouse that it requests Freight of is known. */
export function repositoryReferences(catalog: Catalog): ManifestFinding[] {
  return catalog.of("Stage").flatMap((stage) => {
    const requests = requestsOf(stage);
    const warehouses = requests.map(({ origin }) => catalog.named("Warehouse", origin ?? "", stage.namespace));
    if (requests.length === 0 || warehouses.some(({ length }) => length !== 1)) return [];
    const subscriptions = warehouses.flat().flatMap(subscriptionsOf);
    const of = (kind: SubscriptionKind) =>
      subscriptions.flatMap((each) => (each.kind === kind ? (each.repoURL ?? []) : []));
    const repositories = { images: of("image"), git: of("git"), charts: of("chart") };
    return checkExpressions(stage, repositories)
      .filter((finding) => finding.rule === rule)
      .map((finding) => stage.at(finding));
  });
}
