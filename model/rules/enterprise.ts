import { enterpriseRows } from "../upgrades/enterprise-rows.ts";

/** Steps that only Kargo Enterprise has. */
export const enterpriseSteps: ReadonlySet<string> = new Set([
  "wait-for-approval",
  ...enterpriseRows.flatMap(({ where }) => ("steps" in where ? (where.steps as readonly string[]) : [])),
]);
