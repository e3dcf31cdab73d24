import { everywhere } from "./back-ends.ts";
import { analysisTemplateKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { celList, stageName } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

export const serviceLevel: ObjectRule = {
  id: "G36",
  name: "service-level",
  title: "An AnalysisTemplate that the settings name as asking about a service level says how many failures it stands",
  severity: "medium",
  level: "deny",
  why: "Without a limit of its own the first failed measurement decides, or a team's habit does",
  judges: "protected",
  kinds: [analysisTemplateKind],
  settings: ["sloTemplates"],
  backEnds: everywhere(),
  check: (object, { sloTemplates }) =>
    Place.judge(object, (template) => {
      const name = stageName(template);
      if (name === undefined || !sloTemplates.includes(name)) return;
      const metrics = template.at("spec").required().at("metrics").required();
      const items = metrics.items();
      const limits = items.filter((metric) => !metric.at("failureLimit").isAbsent);
      if (limits.length === 0) metrics.violation("No metric here says how many failures it stands", "no failureLimit");
    }),
  cel: [
    {
      group: "argoproj.io",
      version: "v1alpha1",
      resource: "analysistemplates",
      operations: ["CREATE", "UPDATE"],
      holds: ({ sloTemplates }) =>
        sloTemplates.length === 0
          ? undefined
          : `!(object.metadata.name in ${celList(sloTemplates)}) || object.spec.metrics.exists(m, has(m.failureLimit))`,
    },
  ],
  fix: "Write failureLimit",
  source: "sre.google/workbook/error-budget-policy",
};
