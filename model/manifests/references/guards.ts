import { catalogue } from "../../rules/index.ts";
import { asksTogether, settingsTogether } from "../../rules/together.ts";
import type { ManifestFinding } from "../finding.ts";
import { ruleFindings, ruleSettingsOf } from "../guards.ts";
import type { ManifestObject } from "../object.ts";
import type { CheckSettings } from "../settings.ts";
import type { Catalog } from "./catalog.ts";

/** Guard rules that ask for more where they see several objects: which Stages are protected, and which feed those. */
export function guardReferences(catalog: Catalog, settings: CheckSettings): ManifestFinding[] {
  const known = ruleSettingsOf(settings);
  const asked = catalogue.filter((rule) => asksTogether(rule) && (rule.judges === "protected" || settings.guards));
  const places = new Map<string | undefined, ReturnType<typeof placeOf>>();
  const placeOf = (namespace: string | undefined) => {
    const among = ["Stage", "PromotionTask"].flatMap((kind) => catalog.within(kind, namespace));
    const values = among.filter(isKargos).map(({ value }) => value);
    return { values, settings: settingsTogether(values, known) };
  };
  return asked.flatMap((rule) =>
    rule.kinds
      .flatMap(({ kind }) => catalog.of(kind))
      .filter(isKargos)
      .flatMap((object) => {
        const place = places.get(object.namespace) ?? placeOf(object.namespace);
        places.set(object.namespace, place);
        const said = ruleFindings(rule, object, place.settings, settings, { among: place.values });
        return said.map(({ isExcepted: _isExcepted, ...finding }) => object.at(finding));
      }),
  );
}

function isKargos({ apiVersion }: ManifestObject): boolean {
  return apiVersion.startsWith("kargo.akuity.io/");
}
