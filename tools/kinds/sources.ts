import { readdir } from "node:fs/promises";
import path from "node:path";
import { versions } from "../../model/versions.ts";
import { configSchema } from "./config-schema.ts";
import { crdSchema } from "./crd.ts";
import { goModule } from "./module.ts";
import { generatedFile, header } from "./typescript.ts";

/** Kinds Slipway declares; a kind is added here when a component first needs it. */
const kargoCrds = ["projects", "projectconfigs", "warehouses", "stages"];
const argocdCrds = ["application", "appproject"];
const subscriptions = ["chart", "git", "image"];

const crdFolder = "charts/kargo/resources/crds";
const stepFolder = "pkg/promotion/runner/builtin/schemas";
const subscriptionFolder = "pkg/subscription/schemas";

/** Every generated file's text by its path under model/kinds. */
export async function generatedKinds(): Promise<Map<string, string>> {
  const kargo = await goModule("github.com/akuity/kargo", versions.kargo);
  const argocd = await goModule("github.com/argoproj/argo-cd/v3", versions.argocd);
  const files = new Map<string, string>();
  const crds = [
    ...kargoCrds.map((name) => ({ module: kargo, source: `${crdFolder}/kargo.akuity.io_${name}.yaml` })),
    ...argocdCrds.map((name) => ({ module: argocd, source: `manifests/crds/${name}-crd.yaml` })),
  ];
  for (const { module, source } of crds) {
    const { kind, schema } = await crdSchema(path.join(module.dir, source));
    const imports = `import type { ObjectMeta } from "../object.ts";`;
    files.set(`${kebab(kind)}.gen.ts`, await generatedFile({ name: kind, schema, module, source, imports }));
  }
  for (const name of subscriptions) {
    const source = `${subscriptionFolder}/${name}.json`;
    const schema = await configSchema(path.join(kargo.dir, source));
    const type = `${pascal(name)}Subscription`;
    files.set(`${name}-subscription.gen.ts`, await generatedFile({ name: type, schema, module: kargo, source }));
  }
  const steps = (await readdir(path.join(kargo.dir, stepFolder)))
    .filter((file) => file.endsWith("-config.json"))
    .map((file) => file.slice(0, -"-config.json".length))
    .sort();
  for (const step of steps) {
    const source = `${stepFolder}/${step}-config.json`;
    const schema = await configSchema(path.join(kargo.dir, source));
    const name = `${pascal(step)}Config`;
    files.set(`steps/${step}.gen.ts`, await generatedFile({ name, schema, module: kargo, source }));
  }
  files.set("steps.gen.ts", `${header(kargo, stepFolder)}\n${stepIndex(steps)}`);
  return files;
}

/** A step's name → its config's type, and → its config's schema. */
function stepIndex(steps: readonly string[]): string {
  const config = (step: string) => `${pascal(step)}Config`;
  const schema = (step: string) => `${camel(step)}ConfigSchema`;
  return [
    ...steps.map((step) => `import { type ${config(step)}, ${schema(step)} } from "./steps/${step}.gen.ts";`),
    "",
    "export interface StepConfigs {",
    ...steps.map((step) => `  "${step}": ${config(step)};`),
    "}",
    "",
    "export const stepSchemas = {",
    ...steps.map((step) => `  "${step}": ${schema(step)},`),
    "} as const;",
    "",
  ].join("\n");
}

function pascal(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}
