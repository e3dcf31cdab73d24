import { everywhere } from "./back-ends.ts";
import { kargoStages, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { isProtectedStage, protectedStage } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

export const allUpstreams: ObjectRule = {
  id: "G03",
  name: "all-upstreams",
  title: "A protected Stage with several upstream Stages waits until all of them have verified the Freight",
  severity: "high",
  level: "deny",
  why: "By default one of several upstream Stages is enough, whatever the others found",
  judges: "protected",
  kinds: [stageKind],
  settings: ["protectedStages"],
  backEnds: everywhere(),
  check: (object, settings) =>
    Place.judge(object, (stage) => {
      if (!isProtectedStage(stage, settings)) return;
      for (const request of stage.at("spec").required().at("requestedFreight").required().items()) {
        const sources = request.at("sources").required();
        if (sources.at("stages").items().length < 2) continue;
        const strategy = sources.at("availabilityStrategy");
        const all = strategy.text() === "All";
        if (strategy.isAbsent) sources.violation("One of these upstream Stages is enough", "no availabilityStrategy");
        else if (!all) strategy.violation("One of these upstream Stages is enough");
      }
    }),
  cel: [
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: (settings) =>
        `!${protectedStage(settings)} || object.spec.requestedFreight.all(r, !has(r.sources.stages) || r.sources.stages.size() < 2 || (has(r.sources.availabilityStrategy) && r.sources.availabilityStrategy == 'All'))`,
    },
  ],
  fix: "Write availabilityStrategy: All",
  source: "Kargo, api/v1alpha1/stage_types.go, FreightAvailabilityStrategy; kargo#3207",
};
