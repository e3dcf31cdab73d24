import { everywhere } from "./back-ends.ts";
import { kargoStages, promotionTaskKind, promotionTasks, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { celList } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";
import type { RuleSettings } from "./settings.ts";
import { celSteps } from "./steps.ts";

/** Steps that talk to whomever their config names, and the field that names it. */
const talking: Readonly<Record<string, string>> = {
  http: "url",
  "http-download": "url",
  "oci-download": "imageRef",
  "oci-push": "destRef",
};

export const allowedHosts: ObjectRule = {
  id: "G33",
  name: "allowed-hosts",
  title: "Steps talk only to hosts that the settings allow, where they name any",
  severity: "medium",
  level: "deny",
  why: "Whoever may edit a Stage could otherwise send what a Promotion holds anywhere, or ask what only the cluster can reach",
  judges: "protected",
  kinds: [stageKind, promotionTaskKind],
  settings: ["allowedHosts"],
  backEnds: everywhere(),
  check: (object, { allowedHosts: allowed }) =>
    Place.judge(object, (root) => {
      if (allowed.length === 0) return;
      const spec = root.at("spec");
      for (const steps of [spec.at("steps"), spec.at("promotionTemplate").at("spec").at("steps")])
        for (const step of steps.items()) {
          const uses = step.at("uses").text() ?? "";
          const field = Object.hasOwn(talking, uses) ? talking[uses] : undefined;
          if (field === undefined) continue;
          const address = step.at("config").at(field);
          const text = address.text();
          if (text !== undefined && !allowed.includes(hostOf(text)))
            address.violation("This step may not talk to this host");
        }
    }),
  cel: [
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: (settings) => hosts(celSteps, settings),
    },
    {
      ...promotionTasks,
      operations: ["CREATE", "UPDATE"],
      holds: (settings) => hosts("(has(object.spec.steps) ? object.spec.steps : [])", settings),
    },
  ],
  fix: "Have the host allowed, or remove the step; a host that an expression makes can't be allowed",
  source: "Kargo, docs/docs/50-user-guide/60-reference-docs/30-promotion-steps/http.md",
};

/** Up to the first slash, question mark or hash behind the scheme, without a user; in lower case. */
function hostOf(address: string): string {
  const rest = address.replace(/^[a-z+]+:\/\//, "");
  return rest.replace(/[/?#].*$/s, "");
}

function hostIs(address: string): string {
  const rest = `(${address}.contains('://') ? ${address}.substring(${address}.indexOf('://') + 3) : ${address})`;
  return `(${rest} == h || ${rest}.startsWith(h + '/') || ${rest}.startsWith(h + '?') || ${rest}.startsWith(h + '#'))`;
}

/** In CEL: every step of a list talks to allowed hosts only. */
function hosts(steps: string, { allowedHosts: allowed }: RuleSettings): string | undefined {
  if (allowed.length === 0) return undefined;
  return Object.entries(talking)
    .map(
      ([uses, field]) =>
        `${steps}.all(s, !has(s.uses) || s.uses != '${uses}' || !has(s.config) || !has(s.config.${field}) || ${celList(allowed)}.exists(h, ${hostIs(`s.config.${field}`)}))`,
    )
    .join(" && ");
}
