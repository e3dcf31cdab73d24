import { everywhere } from "./back-ends.ts";
import { analysisTemplateKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { celText } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

// in words that JavaScript and RE2 read alike, since the API server asks the same
const bin = "(/(usr/)?bin/)?";
const nothing = `^[ \\t\\n]*((exit[ \\t\\n]+0|${bin}true|:|${bin}sleep[ \\t\\n]+[^ \\t\\n;&]+)[ \\t\\n]*(;|&&|$)[ \\t\\n]*)+$`;
const shell = `^${bin}(ba|da)?sh$|^-[A-Za-z]+$`;
const pinned = "@sha256:[a-f0-9]{64}$|:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$";

/** In CEL, of container c: its image is of a fixed version, or the Stage names it; and its words can fail. */
const celPinned = `(!has(c.image) || c.image.contains('{{') || (c.image.matches(${celText(pinned)}) && !c.image.endsWith(':latest')))`;
const celWords = "((has(c.command) ? c.command : []) + (has(c.args) ? c.args : []))";
const celCanFail = `!${celWords}.filter(w, !w.matches(${celText(shell)})).join(' ').matches(${celText(nothing)})`;

export const noEmptyVerification: ObjectRule = {
  id: "G37",
  name: "no-empty-verification",
  title: "A verification's Job runs a program of a fixed version that can fail",
  severity: "medium",
  level: "warn",
  why: "A Job that can't fail verifies nothing",
  judges: "all",
  kinds: [analysisTemplateKind],
  settings: [],
  backEnds: everywhere(),
  check: (object) =>
    Place.judge(object, (template) => {
      for (const metric of template.at("spec").required().at("metrics").items()) {
        const pod = metric.at("provider").at("job").at("spec").at("template").at("spec");
        for (const container of pod.at("containers").items()) {
          const image = container.at("image");
          const text = image.text();
          if (
            text !== undefined &&
            !text.includes("{{") &&
            (text.endsWith(":latest") || !new RegExp(pinned).test(text))
          )
            image.violation("Which program this runs changes from day to day");
          const words = [...container.at("command").texts(), ...container.at("args").texts()];
          const script = words.filter((word) => !new RegExp(shell).test(word)).join(" ");
          if (new RegExp(nothing).test(script))
            container.violation("This Job can't fail, so it verifies nothing", script);
        }
      }
    }),
  cel: [
    {
      group: "argoproj.io",
      version: "v1alpha1",
      resource: "analysistemplates",
      operations: ["CREATE", "UPDATE"],
      holds: () =>
        `object.spec.metrics.all(m, !has(m.provider.job) || !has(m.provider.job.spec.template.spec.containers) || m.provider.job.spec.template.spec.containers.all(c, ${celPinned} && ${celCanFail}))`,
    },
  ],
  fix: "Let it ask what tells a good release from a bad one, with an image of a fixed version",
  source: "Argo Rollouts, docs/features/analysis.md, Job metrics",
};
