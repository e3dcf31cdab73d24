import { Ajv } from "ajv";
import { appProjectSchema } from "../../model/kinds/app-project.gen.ts";
import { applicationSchema } from "../../model/kinds/application.gen.ts";
import { gitSubscriptionSchema } from "../../model/kinds/git-subscription.gen.ts";
import { imageSubscriptionSchema } from "../../model/kinds/image-subscription.gen.ts";
import { projectSchema } from "../../model/kinds/project.gen.ts";
import { projectConfigSchema } from "../../model/kinds/project-config.gen.ts";
import { stageSchema } from "../../model/kinds/stage.gen.ts";
import { stepSchemas } from "../../model/kinds/steps.gen.ts";
import { warehouseSchema } from "../../model/kinds/warehouse.gen.ts";
import type { KubeObject } from "../../model/object.ts";

// formats come from ajv-formats, which nothing here needs: no step we write holds an email or a date
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, unicodeRegExp: false });
const kinds: Readonly<Record<string, object>> = {
  AppProject: appProjectSchema,
  Application: applicationSchema,
  Project: projectSchema,
  ProjectConfig: projectConfigSchema,
  Stage: stageSchema,
  Warehouse: warehouseSchema,
};
const subscriptions: Readonly<Record<string, object>> = { git: gitSubscriptionSchema, image: imageSubscriptionSchema };

/** What an object has that its CRD, its steps' or its subscriptions' schemas don't allow; a Namespace has none of them. */
export function schemaErrors(object: KubeObject): string[] {
  if (object.kind === "Namespace") return [];
  const spec = object["spec"] as
    | { promotionTemplate?: { spec: { steps: Step[] } }; subscriptions?: object[] }
    | undefined;
  const steps = spec?.promotionTemplate?.spec.steps ?? [];
  return [
    ...errors(object.kind, kinds[object.kind], object),
    ...steps.flatMap(({ uses, config }) => errors(uses, (stepSchemas as Record<string, object>)[uses], config)),
    ...(spec?.subscriptions ?? []).flatMap((entry) =>
      Object.entries(entry).flatMap(([type, value]) => errors(type, subscriptions[type], value)),
    ),
  ];
}

interface Step {
  readonly uses: string;
  readonly config: unknown;
}

function errors(what: string, schema: object | undefined, value: unknown): string[] {
  if (schema === undefined) return [`${what}: no schema`];
  const validate = ajv.compile(schema);
  validate(value);
  return (validate.errors ?? []).map((error) => `${what}${error.instancePath} ${error.message}`);
}
