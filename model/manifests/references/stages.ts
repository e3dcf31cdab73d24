import { shown } from "../../words.ts";
import type { ManifestFinding } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { requestsOf } from "../stage.ts";
import type { Catalog } from "./catalog.ts";

/** Warehouses and upstream Stages that a Stage names. */
export function stageReferences(catalog: Catalog): ManifestFinding[] {
  return catalog.of("Stage").flatMap((stage) => ofStage(catalog, stage));
}

function ofStage(catalog: Catalog, stage: ManifestObject): ManifestFinding[] {
  return requestsOf(stage).flatMap(({ origin, path, stages }) => [
    ...(origin === undefined || catalog.named("Warehouse", origin, stage.namespace).length > 0
      ? []
      : [catalog.missing(stage, [...path, "origin", "name"], "unknown-warehouse", "Warehouse", origin)]),
    ...stages.flatMap(({ name, path: at }) => {
      const upstreams = catalog.named("Stage", name, stage.namespace);
      if (upstreams.length === 0) return [catalog.missing(stage, at, "unknown-upstream", "Stage", name)];
      const hands = upstreams.some((upstream) => requestsOf(upstream).some((request) => request.origin === origin));
      if (hands || origin === undefined) return [];
      return [
        stage.at({
          rule: "upstream-without-origin",
          path: at,
          message: `This upstream Stage takes no Freight of Warehouse ${shown(origin)}, so it never hands any on`,
          got: shown(name),
          fix: `Request Freight of ${shown(origin)} there too, or name another Stage`,
        }),
      ];
    }),
  ]);
}
