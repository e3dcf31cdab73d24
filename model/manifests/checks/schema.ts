import type { SchemaFinding } from "../../kinds/finding.ts";
import { validateObject, validateStepConfig, validateSubscription } from "../../kinds/validate.ts";
import type { ObjectFinding, Path } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import type { Fields } from "../reading.ts";
import { kindsWithSteps, stepsOf } from "../stage.ts";
import { subscriptionsOf } from "../warehouse.ts";

/** What the kind's, the steps' and the subscriptions' schemas say. */
export function checkSchemas(object: ManifestObject): ObjectFinding[] {
  return [...found("schema", [], validateObject(object.value)), ...ofSteps(object), ...ofSubscriptions(object)];
}

function ofSteps(object: ManifestObject): ObjectFinding[] {
  if (!kindsWithSteps.includes(object.kind)) return [];
  return stepsOf(object).steps.flatMap(({ uses, value, path }) =>
    uses === undefined ? [] : found("step-config", [...path, "config"], validateStepConfig(uses, value.config)),
  );
}

function ofSubscriptions(object: ManifestObject): ObjectFinding[] {
  if (object.kind !== "Warehouse") return [];
  return subscriptionsOf(object).flatMap(({ kind, value, path }) =>
    found("subscription", path, validateSubscription(kind, withoutNulls(value))),
  );
}

/** Kargo reads a subscription's null as a field that isn't there; a step's schema doesn't. */
function withoutNulls(value: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
}

function found(rule: string, prefix: Path, findings: readonly SchemaFinding[]): ObjectFinding[] {
  return findings.map(({ path, message, got, allowed, fix }) => ({
    rule,
    path: [...prefix, ...path],
    message,
    ...(got === undefined ? {} : { got }),
    ...(allowed === undefined ? {} : { allowed }),
    fix: fix ?? "Write what the schema allows",
  }));
}
