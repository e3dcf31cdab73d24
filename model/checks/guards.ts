import { protectedLabel } from "../keys.ts";
import type { Problem } from "../problem.ts";
import { noStageSkipping as rule } from "../rules/g01-no-stage-skipping.ts";
import { settingsOf } from "../rules/index.ts";
import { shown } from "../words.ts";
import type { Readable, ReadableStage } from "./readable.ts";
import { joined } from "./shape.ts";

/** G01 in the definition's own words and places. The other rules judge what the definition compiles to. */
export function guardProblems({ root, stages }: Readable): Problem[] {
  return [...stages].flatMap(([name, stage]) => {
    const direct = stage.requests.find((request) => request.direct);
    return rule.check(stageObject(name, stage), settingsOf()).map(
      (finding): Problem => ({
        rule: rule.id,
        severity: "error",
        path: `${joined(`${root}.stages`, name)}.from`,
        message: finding.message,
        got: direct === undefined ? finding.got : `warehouse(${shown(direct.warehouse)})`,
        allowed: "the name of an upstream environment",
        fix: rule.fix,
        source: rule.source,
      }),
    );
  });
}

/** As much of the Stage as rules judge. Made here and not by compile, which needs a pipeline without errors. */
function stageObject(name: string, stage: ReadableStage): object {
  return {
    metadata: { name, labels: stage.protected ? { [protectedLabel]: "true" } : {} },
    spec: {
      requestedFreight: stage.requests.map(({ direct, upstreams }) => ({
        sources: { ...(direct && { direct }), ...(upstreams.length > 0 && { stages: upstreams }) },
      })),
    },
  };
}
