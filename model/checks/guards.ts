import { protectedLabel } from "../keys.ts";
import type { Problem } from "../problem.ts";
import { rules } from "../rules/index.ts";
import { shown } from "../words.ts";
import type { Readable, ReadableStage } from "./readable.ts";
import { joined } from "./shape.ts";

/** The guard rules, asked about the Stages a definition would make: the same functions the policy pack asks. */
export function guardProblems({ root, stages }: Readable): Problem[] {
  const asked = rules.filter((rule) => rule.backEnds.includes("check"));
  return [...stages].flatMap(([name, stage]) => {
    const direct = stage.requests.find((request) => request.direct);
    return asked.flatMap((rule) =>
      rule.check(stageObject(name, stage), { protectedStages: [] }).map(
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
      ),
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
