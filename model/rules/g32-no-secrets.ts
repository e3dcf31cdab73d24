import { pastedSecret } from "../grammar/secrets.ts";
import { everywhere } from "./back-ends.ts";
import { promotionTaskKind, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import type { ObjectRule } from "./rule.ts";

export const noSecrets: ObjectRule = {
  id: "G32",
  name: "no-secrets",
  title: "No variable and no step's config holds what looks like a secret",
  severity: "critical",
  level: "deny",
  why: "Kargo copies them into every Promotion and shows them to everybody",
  judges: "all",
  kinds: [stageKind, promotionTaskKind],
  settings: [],
  backEnds: everywhere({
    apiServer: {
      not: "patterns for every maker's tokens cost more than the API server gives one expression, and the text would stand in its log",
    },
  }),
  check: (object) =>
    Place.judge(object, (root) => {
      const spec = root.at("spec");
      for (const holder of [spec, spec.at("promotionTemplate").at("spec")]) {
        for (const variable of holder.at("vars").items()) secrets(variable.at("value"));
        for (const step of holder.at("steps").items()) {
          for (const variable of step.at("vars").items()) secrets(variable.at("value"));
          secrets(step.at("config"));
        }
      }
    }),
  fix: "Keep it in a Secret and write secret('name').key; have this one replaced",
  source: "Kargo, docs/docs/50-user-guide/60-reference-docs/40-expressions.md, secret()",
};

function secrets(place: Place): void {
  for (const leaf of place.leaves()) {
    const what = typeof leaf.value === "string" ? pastedSecret(leaf.value) : undefined;
    if (what !== undefined) leaf.place.violation(`This looks like ${what}`, "a secret");
  }
}
