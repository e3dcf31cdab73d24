import { appLabel, authorizedStageAnnotation } from "../keys.ts";
import type { ManifestFinding, Severity } from "../manifests/finding.ts";
import { keyOf } from "./compare.ts";
import type { WantedObject } from "./definition.ts";
import { findingAt } from "./finding-at.ts";
import { type LiveObject, placeOf } from "./live-object.ts";
import { writtenBy } from "./writers.ts";

interface Extra {
  readonly severity: Severity;
  readonly message: string;
}

/** What an object can do that no definition has; kinds that aren't here do nothing by themselves. */
const kinds: Readonly<Record<string, Extra>> = {
  Stage: {
    severity: "error",
    message: "No definition has this Stage: Freight can take a way here that nobody wrote down",
  },
  Warehouse: {
    severity: "error",
    message: "No definition has this Warehouse: its Freight comes from where nobody said",
  },
  Application: {
    severity: "error",
    message: "No definition has this Application, and a Stage of the Project may sync it",
  },
  PromotionTask: { severity: "warning", message: "No definition has this PromotionTask; a Stage may run it" },
  ProjectConfig: { severity: "warning", message: "No definition has this ProjectConfig" },
};

/** Objects of a Project that its definition doesn't have. */
export function extraObjects(
  project: string,
  wanted: readonly WantedObject[],
  objects: readonly LiveObject[],
  cluster: string,
): ManifestFinding[] {
  const known = new Set(wanted.map(({ object }) => keyOf(object)));
  return objects.flatMap((object) => {
    const extra = Object.hasOwn(kinds, object.kind) ? kinds[object.kind] : undefined;
    if (extra === undefined || known.has(keyOf(object)) || object.metadata.deletionTimestamp !== undefined) return [];
    if (object.kind === "Application" && !consents(object, project)) return [];
    const writer = writtenBy(object, ["spec"]);
    return [
      findingAt(cluster, placeOf(object), {
        rule: "extra-object",
        severity: extra.severity,
        path: [],
        message: extra.message,
        ...(writer === undefined ? {} : { got: `made or changed ${writer}` }),
        fix: "Delete it, or write it into the definition",
      }),
    ];
  });
}

function consents({ metadata }: LiveObject, project: string): boolean {
  if (metadata.labels?.[appLabel] === project) return true;
  const stages = (metadata.annotations?.[authorizedStageAnnotation] ?? "").split(",");
  return stages.some((each) => each.trim().startsWith(`${project}:`));
}
