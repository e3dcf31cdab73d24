import { everywhere } from "./back-ends.ts";
import { enterpriseSteps } from "./enterprise.ts";
import {
  kargoStages,
  projectConfigKind,
  projectConfigs,
  promotionTaskKind,
  promotionTasks,
  stageKind,
} from "./kinds.ts";
import { Place } from "./place.ts";
import { celList } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";
import { celSteps } from "./steps.ts";

const known = `s, !has(s.uses) || !(s.uses in ${celList([...enterpriseSteps])})`;

export const noEnterpriseFields: ObjectRule = {
  id: "G17",
  name: "no-enterprise-fields",
  title: "Nothing asks for what only Kargo Enterprise has",
  severity: "high",
  level: "deny",
  why: "Kargo's open source ignores such a field without a word, and a Promotion fails at such a step",
  judges: "all",
  kinds: [stageKind, promotionTaskKind, projectConfigKind],
  settings: [],
  backEnds: everywhere(),
  check: (object) =>
    Place.judge(object, (root) => {
      const spec = root.at("spec");
      const windows = spec.at("promotionWindows");
      if (!windows.isAbsent) windows.violation("Kargo's open source ignores promotionWindows", "promotionWindows");
      for (const policy of spec.at("promotionPolicies").items()) {
        const rollback = policy.at("autoRollback");
        if (!rollback.isAbsent) rollback.violation("Kargo's open source ignores autoRollback", "autoRollback");
      }
      for (const steps of [spec.at("steps"), spec.at("promotionTemplate").at("spec").at("steps")])
        for (const step of steps.items()) {
          const uses = step.at("uses");
          if (enterpriseSteps.has(uses.text() ?? "")) uses.violation("Only Kargo Enterprise has this step");
        }
    }),
  cel: [
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: () => `${celSteps}.all(${known})`,
    },
    {
      ...promotionTasks,
      operations: ["CREATE", "UPDATE"],
      holds: () => `!has(object.spec.steps) || object.spec.steps.all(${known})`,
    },
    {
      ...projectConfigs,
      operations: ["CREATE", "UPDATE"],
      holds: () =>
        "!has(object.spec) || (!has(object.spec.promotionWindows) && (!has(object.spec.promotionPolicies) || object.spec.promotionPolicies.all(p, !has(p.autoRollback))))",
    },
  ],
  fix: "Use what the open source has, such as a pull request, or run Kargo Enterprise",
  source: "kargo#6710, kargo#3440",
};
