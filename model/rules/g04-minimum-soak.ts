import { goNanoseconds } from "../duration.ts";
import { everywhere } from "./back-ends.ts";
import { kargoStages, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { celText, isProtectedStage, protectedStage } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

export const minimumSoak: ObjectRule = {
  id: "G04",
  name: "minimum-soak",
  title: "Freight soaks in a protected Stage's upstream at least as long as the settings ask",
  severity: "high",
  level: "deny",
  why: "What breaks after an hour is found in the upstream Stage only if Freight stays there that long",
  judges: "protected",
  kinds: [stageKind],
  settings: ["protectedStages", "minimumSoak"],
  backEnds: everywhere(),
  check: (object, settings) =>
    Place.judge(object, (stage) => {
      const least = goNanoseconds(settings.minimumSoak);
      if (settings.minimumSoak === "" || !isProtectedStage(stage, settings)) return;
      for (const request of stage.at("spec").required().at("requestedFreight").required().items()) {
        const sources = request.at("sources").required();
        const soak = sources.at("requiredSoakTime");
        const text = soak.text();
        const nanoseconds = text === undefined ? undefined : goNanoseconds(text);
        const message = `Freight doesn't soak for ${settings.minimumSoak}`;
        if (soak.isAbsent) sources.violation(message, "no requiredSoakTime");
        else if (nanoseconds === undefined || least === undefined || nanoseconds < least) soak.violation(message);
      }
    }),
  cel: [
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: (settings) =>
        settings.minimumSoak === ""
          ? undefined
          : `!${protectedStage(settings)} || object.spec.requestedFreight.all(r, has(r.sources.requiredSoakTime) && duration(r.sources.requiredSoakTime) >= duration(${celText(settings.minimumSoak)}))`,
    },
  ],
  fix: "Write a longer requiredSoakTime",
  source: "Kargo, api/v1alpha1/stage_types.go, requiredSoakTime",
};
