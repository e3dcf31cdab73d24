import { everywhere } from "./back-ends.ts";
import { kargoStages, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { celList, stageName } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

export const matchUpstream: ObjectRule = {
  id: "G09",
  name: "match-upstream",
  title: "A Stage that the settings name as promoted automatically follows what its one upstream Stage runs now",
  severity: "medium",
  level: "warn",
  why: "NewestFreight may promote Freight that the upstream Stage has left again, for example after a rollback",
  judges: "protected",
  kinds: [stageKind],
  settings: ["autoPromotedStages"],
  backEnds: everywhere(),
  check: (object, { autoPromotedStages }) =>
    Place.judge(object, (stage) => {
      const name = stageName(stage);
      if (name === undefined || !autoPromotedStages.includes(name)) return;
      for (const request of stage.at("spec").required().at("requestedFreight").required().items()) {
        const sources = request.at("sources").required();
        if (sources.at("direct").flag() === true || sources.at("stages").items().length !== 1) continue;
        const policy = sources.at("autoPromotionOptions").at("selectionPolicy");
        const matches = policy.text() === "MatchUpstream";
        const message = "This Stage may be promoted to Freight that its upstream Stage has left";
        if (policy.isAbsent) sources.violation(message, "no selectionPolicy");
        else if (!matches) policy.violation(message);
      }
    }),
  cel: [
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: ({ autoPromotedStages }) =>
        autoPromotedStages.length === 0
          ? undefined
          : `!(object.metadata.name in ${celList(autoPromotedStages)}) || object.spec.requestedFreight.all(r, (has(r.sources.direct) && r.sources.direct) || !has(r.sources.stages) || r.sources.stages.size() != 1 || (has(r.sources.autoPromotionOptions) && has(r.sources.autoPromotionOptions.selectionPolicy) && r.sources.autoPromotionOptions.selectionPolicy == 'MatchUpstream'))`,
    },
  ],
  fix: "Write autoPromotionOptions: {selectionPolicy: MatchUpstream}",
  source: "Kargo, api/v1alpha1/stage_types.go, AutoPromotionSelectionPolicy",
};
