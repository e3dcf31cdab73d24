import { everywhere } from "./back-ends.ts";
import { kargoStages, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { isProtectedStage, protectedStage } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

/** G01: see its title and why below. A definition is told in its own words by model/checks/guards.ts, by this check. */
export const noStageSkipping: ObjectRule = {
  id: "G01",
  name: "no-stage-skipping",
  title: "A protected Stage never takes Freight straight from a Warehouse",
  severity: "critical",
  level: "deny",
  why: "Freight straight from a Warehouse was verified nowhere: `direct` makes Kargo skip every upstream Stage, its verification and its soak time",
  judges: "protected",
  kinds: [stageKind],
  settings: ["protectedStages"],
  backEnds: everywhere(),
  check: (object, settings) =>
    Place.judge(object, (stage) => {
      if (!isProtectedStage(stage, settings)) return;
      for (const request of stage.at("spec").required().at("requestedFreight").required().items()) {
        const direct = request.at("sources").required().at("direct");
        if (direct.flag() === true) direct.violation("A protected Stage takes Freight straight from a Warehouse");
      }
    }),
  cel: [
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: (settings) =>
        `!${protectedStage(settings)} || object.spec.requestedFreight.all(r, !(has(r.sources.direct) && r.sources.direct))`,
    },
  ],
  fix: "Feed it from an upstream Stage instead, or don't protect it",
  source: "Kargo, api/v1alpha1/stage_types.go, IsFreightAvailable",
};
