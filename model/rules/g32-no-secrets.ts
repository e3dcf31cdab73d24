import { pastedSecret, re2OfHint, re2OfSecrets } from "../grammar/secrets.ts";
import { everywhere } from "./back-ends.ts";
import { kargoStages, promotionTaskKind, promotionTasks, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { celText } from "./protection.ts";
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
  backEnds: everywhere(),
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
  cel: [
    { ...kargoStages, operations: ["CREATE", "UPDATE"], holds: () => celNoSecrets(["object.spec", celTemplate]) },
    { ...promotionTasks, operations: ["CREATE", "UPDATE"], holds: () => celNoSecrets(["object.spec"]) },
  ],
  fix: "Keep it in a Secret and write secret('name').key; have this one replaced",
  source: "Kargo, docs/docs/50-user-guide/60-reference-docs/40-expressions.md, secret()",
};

/** How deep in a config texts are looked for: no step of Kargo's has any deeper, and CEL can't go on for ever. */
const deepest = 8;

function secrets(place: Place): void {
  for (const leaf of place.leaves()) {
    const inside = leaf.place.path.slice(place.path.length);
    if ((inside.match(/[.[]/g)?.length ?? 0) > deepest)
      leaf.place.violation(`Nobody looks for secrets deeper than ${deepest} levels`, "another level");
    const what = typeof leaf.value === "string" ? pastedSecret(leaf.value) : undefined;
    if (what !== undefined) leaf.place.violation(`This looks like ${what}`, "a secret");
  }
}

const celTemplate =
  "(has(object.spec.promotionTemplate) && has(object.spec.promotionTemplate.spec) ? object.spec.promotionTemplate.spec : {})";

/**
 * In CEL: no text of these holders' variables and steps holds a secret. Level by level, since CEL has no recursion: all of
 * them first become one list, where a step's config lies four levels deep.
 */
function celNoSecrets(holders: readonly string[]): string {
  const values = (vars: string) => `(has(${vars}) ? ${vars}.map(x, has(x.value) ? x.value : "") : [])`;
  const steps = `(has(o.steps) ? o.steps.map(s, [dyn(${values("s.vars")}), dyn(has(s.config) ? s.config : "")]) : [])`;
  const all = `[${holders.map((holder) => `dyn(${holder})`).join(", ")}].map(o, [dyn(${values("o.vars")}), dyn(${steps})])`;
  return `[${celText(re2OfHint)}].all(h, [${celText(re2OfSecrets)}].all(p, [dyn(${all})].all(v0, ${level(0)})))`;
}

function level(depth: number): string {
  const v = `v${depth}`;
  const inside = `(type(${v}) == map ? ${v}.map(k, ${v}[k]) : type(${v}) == list ? ${v} : [])`;
  const rest = depth === deepest + 4 ? `${inside}.size() == 0` : `${inside}.all(v${depth + 1}, ${level(depth + 1)})`;
  return `type(${v}) == string ? (!${v}.matches(h) || ${v}.findAll(p).all(f, ${placeholder})) : ${rest}`;
}

/** In CEL, of a find f: a key that a page shows as an example, or one of hardly any letters, as pages write them. */
const fewerLetters = 'map(x, x == "" ? "" : x.replace(x.substring(0, 1), ""))';
const placeholder = `(f.startsWith("-----") ? !f.matches("[A-Za-z0-9+/]{30}") : (f.matches("^A(KIA|SIA)") && f.contains("EXAMPLE")) || [f.size() > 20 ? f.substring(f.size() - 20) : f].${Array.from({ length: 5 }, () => fewerLetters).join(".")}[0] == "")`;
