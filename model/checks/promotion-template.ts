import type { Problem } from "../problem.ts";
import type { Mirror } from "../settings.ts";
import type { Readable } from "./readable.ts";
import { missingField } from "./shape.ts";
import { warehousesOf } from "./stage-sources.ts";
import { templatePathProblems } from "./template-paths.ts";
import { templateRepositoryProblems } from "./template-repository.ts";
import { templateChartProblems, templateImageProblems } from "./template-sources.ts";
import { usesOf } from "./template-uses.ts";

/** What promotion templates read and write: folders, images, repositories. */
export function templateProblems(pipeline: Readable, mirrors: readonly Mirror[]): Problem[] {
  const warehouses = new Map(
    [...warehousesOf(pipeline)].map(([name, all]) => [name, all.filter((each) => pipeline.warehouses.has(each))]),
  );
  return [
    ...missing(pipeline),
    ...usesOf(pipeline).flatMap((use) => [
      ...templatePathProblems(use),
      ...templateImageProblems(use, pipeline, warehouses),
      ...templateChartProblems(use, pipeline, warehouses),
      ...templateRepositoryProblems(use, pipeline, warehouses, mirrors),
    ]),
  ];
}

function missing({ root, noTemplate, stages }: Readable): Problem[] {
  const every =
    stages.size > 0 &&
    [...stages.values()].every((each) => each.controlFlow || each.fields.promotionTemplate !== undefined);
  return noTemplate && !every ? [missingField(`${root}.promotionTemplate`)] : [];
}
