import { Ajv, type ErrorObject } from "ajv";
import { shown } from "../words.ts";
import { appProjectSchema } from "./app-project.gen.ts";
import { applicationSchema } from "./application.gen.ts";
import { chartSubscriptionSchema } from "./chart-subscription.gen.ts";
import type { SchemaFinding } from "./finding.ts";
import { gitSubscriptionSchema } from "./git-subscription.gen.ts";
import { imageSubscriptionSchema } from "./image-subscription.gen.ts";
import { projectSchema } from "./project.gen.ts";
import { projectConfigSchema } from "./project-config.gen.ts";
import { stageSchema } from "./stage.gen.ts";
import { stepSchemas } from "./steps.gen.ts";
import { warehouseSchema } from "./warehouse.gen.ts";

const kinds: Readonly<Record<string, object>> = {
  AppProject: appProjectSchema,
  Application: applicationSchema,
  Project: projectSchema,
  ProjectConfig: projectConfigSchema,
  Stage: stageSchema,
  Warehouse: warehouseSchema,
};
const subscriptions: Readonly<Record<string, object>> = {
  chart: chartSubscriptionSchema,
  git: gitSubscriptionSchema,
  image: imageSubscriptionSchema,
};
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, unicodeRegExp: false, verbose: true });

/** What the CRD of an object's kind doesn't allow; nothing for a kind that isn't ours. */
export function validateObject(object: unknown): SchemaFinding[] {
  const { kind } = (object ?? {}) as { kind?: string };
  return findings(kind === undefined ? undefined : kinds[kind], object);
}

/** What a promotion step's schema says against its config; nothing for a step that Kargo's open source doesn't have. */
export function validateStepConfig(uses: string, config: unknown): SchemaFinding[] {
  return findings((stepSchemas as Readonly<Record<string, object>>)[uses], config ?? {});
}

/** What the schema of an image, git or chart subscription says against one; nothing for other kinds. */
export function validateSubscription(kind: string, value: unknown): SchemaFinding[] {
  return findings(subscriptions[kind], value);
}

function findings(schema: object | undefined, value: unknown): SchemaFinding[] {
  if (schema === undefined) return [];
  const validate = ajv.compile(schema);
  validate(value);
  return (validate.errors ?? []).map(finding);
}

function finding({ instancePath, message, data }: ErrorObject): SchemaFinding {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return {
    path: path.map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
    message: message ?? "",
    got: shown(data),
  };
}
