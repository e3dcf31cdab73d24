import { everywhere } from "./back-ends.ts";
import { analysisTemplateKind } from "./kinds.ts";
import { Place } from "./place.ts";
import type { ObjectRule } from "./rule.ts";

const nothing = /^\s*(?:(?:exit\s+0|true|:|sleep\s+\S+)\s*(?:;|&&|$)\s*)+$/;
const pinned = /@sha256:[a-f0-9]{64}$|:(?!latest$)[\w][\w.-]{0,127}$/;

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
  backEnds: everywhere({
    apiServer: { not: "what a command line does can't be told in CEL with the same care" },
  }),
  check: (object) =>
    Place.judge(object, (template) => {
      for (const metric of template.at("spec").required().at("metrics").items()) {
        const pod = metric.at("provider").at("job").at("spec").at("template").at("spec");
        for (const container of pod.at("containers").items()) {
          const image = container.at("image");
          const text = image.text();
          if (text !== undefined && !text.includes("{{") && !pinned.test(text))
            image.violation("Which program this runs changes from day to day");
          const words = [...container.at("command").texts(), ...container.at("args").texts()];
          const script = words.filter((word) => !/^(\/(usr\/)?bin\/)?(ba|da)?sh$|^-\w+$/.test(word)).join(" ");
          if (words.length > 0 && nothing.test(script))
            container.violation("This Job can't fail, so it verifies nothing", script);
        }
      }
    }),
  fix: "Let it ask what tells a good release from a bad one, with an image of a fixed version",
  source: "Argo Rollouts, docs/features/analysis.md, Job metrics",
};
