import { everywhere } from "./back-ends.ts";
import { kargoStages, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { isProtectedStage, protectedStage } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";
import { celSteps, stepsOf } from "./steps.ts";

export const digestPinning: ObjectRule = {
  id: "G18",
  name: "digest-pinning",
  title: "A protected Stage writes images by digest, not by tag",
  severity: "high",
  // tags of commits don't move by custom; a team that doesn't trust this turns the rule on
  level: "off",
  why: "Whoever may push to the registry can move a tag after it was verified",
  judges: "protected",
  kinds: [stageKind],
  settings: ["protectedStages"],
  backEnds: everywhere(),
  check: (object, settings) =>
    Place.judge(object, (stage) => {
      if (!isProtectedStage(stage, settings)) return;
      for (const { uses, config } of stepsOf(stage)) {
        if (uses !== "kustomize-set-image") continue;
        for (const image of config.at("images").items()) {
          const tag = image.at("tag");
          if (tag.text() !== undefined) tag.violation("This image is named by a tag, which can be moved");
        }
      }
    }),
  cel: [
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: (settings) =>
        `!${protectedStage(settings)} || ${celSteps}.all(s, !has(s.uses) || s.uses != 'kustomize-set-image' || !has(s.config) || !has(s.config.images) || s.config.images.all(i, !has(i.tag)))`,
    },
  ],
  fix: 'Write digest: ${{ imageFrom("…").Digest }} in place of tag',
  source: "Kargo, docs/docs/50-user-guide/60-reference-docs/30-promotion-steps/kustomize-set-image.md",
};
