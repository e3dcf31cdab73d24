import { protectedLabel } from "../../keys.ts";
import { rules, settingsOf } from "../../rules/index.ts";
import { type ObjectFinding, type Path, valueAt } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { fields } from "../reading.ts";
import type { CheckSettings } from "../settings.ts";

/** Names that most teams mean as protected. */
const usual = /^(prod|production)([-.].*)?$/;

/**
 * Guard rules. Where a Stage counts as protected only because of its usual name, a violation is a warning: perhaps this
 * team has nothing in front of it on purpose.
 */
export function checkGuards(object: ManifestObject, settings: CheckSettings): ObjectFinding[] {
  const asked = settings.protectedStages;
  const labelled = fields(fields(object.value.metadata).labels)[protectedLabel] === "true";
  const protectedStages = asked ?? (usual.test(object.name) ? [object.name] : []);
  const severity = asked === undefined && !labelled ? "warning" : "error";
  return rules
    .filter(({ kinds, backEnds }) => backEnds.check === "here" && kinds.some((kind) => isOf(object, kind)))
    .flatMap(({ id, check, fix }) =>
      check(object.value, settingsOf({ protectedStages }))
        .map(({ path, message, got }) => ({ rule: id, severity, path: pathOf(path), message, got, fix }) as const)
        // YAML holds no unknown values: what a rule can't see isn't there, and a schema tells that
        .filter(({ path }) => valueAt(object.value, path) !== undefined),
    );
}

function isOf(object: ManifestObject, kind: { readonly apiVersion: string; readonly kind: string }): boolean {
  return object.apiVersion === kind.apiVersion && object.kind === kind.kind;
}

/** `spec.a[0].b` as parts. */
function pathOf(text: string): Path {
  return [...text.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) =>
    index === undefined ? (quoted ?? name ?? "") : Number(index),
  );
}
