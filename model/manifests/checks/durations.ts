import { shown } from "../../words.ts";
import type { ObjectFinding, Path } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { fields, string } from "../reading.ts";
import { kindsWithSteps, requestsOf, stepsOf } from "../stage.ts";

/** Kargo's CRDs take h, m and s only; Argo's are their own. */
const shape = /^([0-9]+(\.[0-9]+)?(s|m|h))+$/;

/** Soak times, intervals and timeouts, with what to write instead of days. */
export function checkDurations(object: ManifestObject): ObjectFinding[] {
  const spec = fields(object.value.spec);
  if (object.kind === "Warehouse") return duration(["spec", "interval"], string(spec.interval));
  if (!kindsWithSteps.includes(object.kind)) return [];
  const soaks = object.kind === "Stage" ? requestsOf(object) : [];
  return [
    ...soaks.flatMap(({ path, requiredSoakTime }) =>
      duration([...path, "sources", "requiredSoakTime"], requiredSoakTime),
    ),
    ...stepsOf(object).steps.flatMap(({ path, value }) =>
      duration([...path, "retry", "timeout"], string(fields(value.retry).timeout)),
    ),
  ];
}

function duration(path: Path, text: string | undefined): ObjectFinding[] {
  if (text === undefined || shape.test(text)) return [];
  const message = "This isn't a duration Kargo takes";
  return [
    { rule: "duration", path, message, got: shown(text), allowed: "h, m and s: 30s, 90m, 1h30m", fix: better(text) },
  ];
}

function better(text: string): string {
  const [, count, unit] = /^([0-9]{1,4})\s*([dw])$/.exec(text.trim()) ?? [];
  if (count !== undefined) return `Write ${Number(count) * (unit === "w" ? 168 : 24)}h`;
  const packed = text.replaceAll(/\s/g, "");
  return shape.test(packed) && packed.length < 20 ? `Write ${packed}` : "Write for example 1h";
}
