import { readdir } from "node:fs/promises";
import path from "node:path";
import { versions } from "../../model/versions.ts";
import { configSchema } from "./config-schema.ts";
import { type Crd, crdNamed, fileSchema, typeSchema } from "./crd.ts";
import { type GoModule, goModule } from "./module.ts";
import type { JsonSchema } from "./schema.ts";
import { schemaText } from "./schema-text.ts";
import { shared } from "./shared.ts";
import { stepOutputs } from "./step-outputs.ts";
import { generatedFile, header } from "./typescript.ts";

/** Kinds that people write, twins behind the kind they are like. Promotion and Freight are never declared by Slipway: only their schemas are made. */
const kargoCrds = [
  ...["clusterconfigs", "freights", "projectconfigs", "projects", "promotions", "promotiontasks"],
  ...["clusterpromotiontasks", "stages", "warehouses"],
];
const argocdCrds = ["application", "applicationset", "appproject"];
const rolloutsCrds = ["analysis-template", "cluster-analysis-template"];
const schemaOnly = ["Freight", "Promotion"];
/** Cluster-wide twins: their schema and the type of their spec are the other kind's. */
const twins: Readonly<Record<string, string>> = {
  ClusterAnalysisTemplate: "AnalysisTemplate",
  ClusterPromotionTask: "PromotionTask",
};
const subscriptions = ["chart", "git", "image"];

const stepFolder = "pkg/promotion/runner/builtin";
const subscriptionFolder = "pkg/subscription/schemas";

/** Every generated file's text by its path under model/kinds. */
export async function generatedKinds(): Promise<Map<string, string>> {
  const kargo = await goModule("github.com/akuity/kargo", versions.kargo);
  const argocd = await goModule("github.com/argoproj/argo-cd/v3", versions.argocd);
  const rollouts = await goModule("github.com/argoproj/argo-rollouts", versions.argoRollouts);
  const crds = [
    ...kargoCrds.map((name) => ({
      module: kargo,
      source: `charts/kargo/resources/crds/kargo.akuity.io_${name}.yaml`,
    })),
    ...argocdCrds.map((name) => ({ module: argocd, source: `manifests/crds/${name}-crd.yaml` })),
    ...rolloutsCrds.map((name) => ({ module: rollouts, source: `manifests/crds/${name}-crd.yaml` })),
  ];
  const files = new Map<string, string>();
  const kinds: Crd[] = [];
  for (const { module, source } of crds) {
    const crd = await crdNamed(path.join(module.dir, source));
    kinds.push(crd);
    const twin = kinds.find((other) => other.kind === twins[crd.kind]);
    if (twin !== undefined && JSON.stringify(fileSchema(twin)) !== JSON.stringify(fileSchema(crd))) {
      throw new Error(
        `${crd.kind} and ${twin.kind} are no longer the same: take them out of twins in tools/kinds/sources.ts`,
      );
    }
    for (const [file, text] of await kindFiles(crd, module, source)) files.set(file, text);
  }
  files.set("schemas.gen.ts", `${header(kargo, "and the other modules of its imports")}\n${schemaIndex(kinds)}`);
  for (const name of subscriptions) {
    const source = `${subscriptionFolder}/${name}.json`;
    const schema = await configSchema(path.join(kargo.dir, source));
    const type = `${pascal(name)}Subscription`;
    files.set(`${name}-subscription.gen.ts`, await generatedFile({ name: type, schema, module: kargo, source }));
  }
  for (const [file, text] of await stepFiles(kargo)) files.set(file, text);
  return files;
}

/** A kind's type and, apart from it, the schema that files are judged by. */
async function kindFiles(crd: Crd, module: GoModule, source: string): Promise<[string, string][]> {
  const { kind } = crd;
  const twin = twins[kind];
  const file = `${kebab(kind)}.gen.ts`;
  const meta = `import type { ObjectMeta } from "../object.ts";`;
  const typed = { name: kind, module, source, typeOnly: true };
  if (twin !== undefined) {
    const schema = typeSchema({ ...crd, schema: { ...crd.schema, properties: { spec: twinSpec(twin) } } });
    const imports = `${meta}\nimport type { ${twin} } from "./${kebab(twin)}.gen.ts";`;
    return [[file, await generatedFile({ ...typed, schema, imports })]];
  }
  const text = schemaText(camelKind(kind), shared(fileSchema(crd), []));
  const schemaFile: [string, string] = [`schemas/${file}`, `${header(module, source)}\n${text}`];
  if (schemaOnly.includes(kind)) return [schemaFile];
  const schema = shared(typeSchema(crd), [kind, "ObjectMeta"]);
  return [schemaFile, [file, await generatedFile({ ...typed, schema, imports: meta })]];
}

function twinSpec(twin: string): JsonSchema {
  return { type: "object", tsType: `${twin}["spec"]` };
}

async function stepFiles(kargo: GoModule): Promise<[string, string][]> {
  const folder = path.join(kargo.dir, stepFolder);
  const steps = (await readdir(path.join(folder, "schemas")))
    .filter((file) => file.endsWith("-config.json"))
    .map((file) => file.slice(0, -"-config.json".length))
    .sort();
  const files: [string, string][] = [
    ["steps.gen.ts", `${header(kargo, `${stepFolder}/schemas`)}\n${stepIndex(steps)}`],
  ];
  for (const step of steps) {
    const source = `${stepFolder}/schemas/${step}-config.json`;
    const schema = await configSchema(path.join(kargo.dir, source));
    const name = `${pascal(step)}Config`;
    files.push([`steps/${step}.gen.ts`, await generatedFile({ name, schema, module: kargo, source })]);
  }
  const goFiles = (await readdir(folder)).filter((file) => file.endsWith(".go") && !file.endsWith("_test.go")).sort();
  const outputs = await stepOutputs(folder, steps, goFiles);
  files.push(["step-outputs.gen.ts", `${header(kargo, stepFolder)}\n${outputs}`]);
  return files;
}

/** Every kind by its name, with what its file must say and its schema's text. */
function schemaIndex(kinds: readonly Crd[]): string {
  const sorted = [...kinds].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const schema = (kind: string) => camelKind(twins[kind] ?? kind);
  return [
    ...sorted
      .filter(({ kind }) => twins[kind] === undefined)
      .map(({ kind }) => `import { ${schema(kind)} } from "./schemas/${kebab(kind)}.gen.ts";`),
    "",
    "export const kindSchemas = {",
    ...sorted.map(
      ({ kind, group, version, scope }) =>
        `  ${kind}: { group: "${group}", version: "${version}", scope: "${scope}", schema: ${schema(kind)} },`,
    ),
    "} as const;",
    "",
  ].join("\n");
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

function camelKind(kind: string): string {
  return kind.charAt(0).toLowerCase() + kind.slice(1);
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}
