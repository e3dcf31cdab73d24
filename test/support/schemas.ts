import type { SchemaFinding } from "../../model/kinds/finding.ts";
import { validateObject, validateStepConfig, validateSubscription } from "../../model/kinds/validate.ts";
import type { KubeObject } from "../../model/object.ts";

/** What an object has that its CRD, its steps' or its subscriptions' schemas don't allow; a Namespace has none of them. */
export function schemaErrors(object: KubeObject): string[] {
  const spec = object["spec"] as
    | { promotionTemplate?: { spec: { steps: Step[] } }; steps?: Step[]; subscriptions?: object[] }
    | undefined;
  const steps = spec?.promotionTemplate?.spec.steps ?? spec?.steps ?? []; // of a Stage, or of a PromotionTask
  return [
    ...validateObject(object).map((finding) => told(object.kind, finding)),
    ...steps.flatMap(({ uses, config }) => validateStepConfig(uses, config).map((finding) => told(uses, finding))),
    ...(spec?.subscriptions ?? []).flatMap((entry) =>
      Object.entries(entry).flatMap(([type, value]) =>
        validateSubscription(type, value).map((finding) => told(type, finding)),
      ),
    ),
  ];
}

interface Step {
  readonly uses: string;
  readonly config: unknown;
}

function told(what: string, { path, message, got }: SchemaFinding): string {
  return `${[what, ...path].join(".")}: ${message}${got === undefined ? "" : ` (got ${got})`}`;
}
