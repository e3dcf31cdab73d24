import type { Problem } from "../problem.ts";
import { listed, shown } from "../words.ts";
import type { Readable } from "./readable.ts";
import { joined } from "./shape.ts";
import { warehousesOf } from "./stage-sources.ts";

/** Freight of a Warehouse that is asked of Stages none of which ever has any: Kargo accepts that and waits for ever. */
export function supplyProblems(pipeline: Readable): Problem[] {
  const { root, warehouses, stages } = pipeline;
  const reach = warehousesOf(pipeline);
  return [...stages].flatMap(([name, { requests }]) =>
    requests.flatMap(({ path, warehouse, direct, upstreams }): Problem[] => {
      if (warehouse === undefined || direct || upstreams.length === 0 || !warehouses.has(warehouse)) return [];
      const known = upstreams.filter((upstream) => stages.has(upstream));
      const without = known.filter((upstream) => reach.get(upstream)?.includes(warehouse) !== true);
      if (without.length === 0 || known.length < upstreams.length) return [];
      const others = [...new Set(without.flatMap((upstream) => reach.get(upstream) ?? []))];
      return [
        {
          rule: "upstream-without-freight",
          severity: "error",
          path: path.reduce(joined, joined(`${root}.stages`, name)),
          message: "An upstream environment takes no Freight of this Warehouse, so it never hands any on",
          got: `${shown(warehouse)} of ${without.map((upstream) => shown(upstream)).join(", ")}`,
          allowed: `Freight of ${listed(others, "no Warehouse at all")}`,
          fix: "Let that environment take it too, or take it from another one or straight from the Warehouse",
        },
      ];
    }),
  );
}
