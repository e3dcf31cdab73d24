import { shown } from "../words.ts";
import { everywhere } from "./back-ends.ts";
import { kargoStages, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { celList, celText, stageName } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

export const declaredUpstreams: ObjectRule = {
  id: "G02",
  name: "declared-upstreams",
  title:
    "A Stage takes Freight from somewhere, never from itself, and only from the upstream Stages that the settings name for it",
  severity: "critical",
  level: "deny",
  why: "Kargo's webhooks take a Stage that feeds on itself, on nothing, or on another than the one before it",
  judges: "all",
  kinds: [stageKind],
  settings: ["upstreams"],
  backEnds: everywhere(),
  check: (object, { upstreams }) =>
    Place.judge(object, (stage) => {
      const name = stageName(stage);
      if (name === undefined) return;
      const allowed = Object.hasOwn(upstreams, name) ? upstreams[name] : undefined;
      for (const request of stage.at("spec").required().at("requestedFreight").required().items()) {
        const sources = request.at("sources").required();
        const stages = sources.at("stages").items();
        if (sources.at("direct").flag() !== true && stages.length === 0)
          sources.violation("This Stage takes Freight from nowhere, so none ever reaches it");
        for (const upstream of stages) {
          const got = upstream.text();
          if (got === undefined) continue;
          if (got === name) upstream.violation("This Stage is its own upstream");
          else if (allowed?.includes(got) === false)
            upstream.violation(
              `This Stage may take Freight only from ${allowed.map(shown).join(", ") || "a Warehouse"}`,
            );
        }
      }
    }),
  cel: [
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: ({ upstreams }) =>
        [
          "object.spec.requestedFreight.all(r, (has(r.sources.direct) && r.sources.direct) || (has(r.sources.stages) && r.sources.stages.size() > 0))",
          "object.spec.requestedFreight.all(r, !has(r.sources.stages) || !(object.metadata.name in r.sources.stages))",
          ...Object.entries(upstreams).map(
            ([name, allowed]) =>
              `(object.metadata.name != ${celText(name)} || object.spec.requestedFreight.all(r, !has(r.sources.stages) || r.sources.stages.all(s, s in ${celList(allowed)})))`,
          ),
        ].join(" && "),
    },
  ],
  fix: "Name the Stage before it in sources.stages",
  source: "Kargo, pkg/webhook/kubernetes/stage/webhook.go, which doesn't look at the way of Freight",
};
