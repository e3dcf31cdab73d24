/** Kargo's functions in the places of a Promotion. Source: akuity/kargo v1.11.2, pkg/expressions/function/functions.go. */
import type { Natives } from "./environment.ts";
import { type ArtifactSource, findArtifact, findChart, findCommit, findImage } from "./find-artifacts.ts";
import { type ExprOrigin, kargoStruct, texts } from "./kargo-structs.ts";
import { toGo } from "./runtime/border.ts";
import { Failure } from "./runtime/evaluation-error.ts";
import { goVersion, versionDifference, versionParts } from "./runtime/go-version.ts";
import { GoStruct, typeName, type Value } from "./runtime/value.ts";

/** Where the functions look things up; undefined answers for what isn't there. */
export interface KargoStores {
  /** A ConfigMap's data in the Project's namespace. */
  configMap(name: string): Promise<Readonly<Record<string, string>> | undefined>;
  secret(name: string): Promise<Readonly<Record<string, string>> | undefined>;
  sharedConfigMap(name: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** Only a Secret with the label `kargo.akuity.io/cred-type: generic` is found upstream: ask for no other. */
  sharedSecret(name: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** `status.metadata`. */
  freightMetadata(name: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  stageMetadata(name: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** What `status()`, `success()` and `failure()` look at; promotion/step-metadata.ts has the same and more. */
export interface ExprStepMetadata {
  readonly alias: string;
  readonly status?: string;
  readonly continueOnError?: boolean;
}

type Call = Natives[string];

/** warehouse(), commitFrom(), imageFrom(), chartFrom(), artifactFrom(). */
export function freightFunctions(source: ArtifactSource): Natives {
  return {
    warehouse: counted("warehouse", 1, 1, ([name]) => {
      if (text("argument", name) === "") throw new Failure("name must not be empty");
      return kargoStruct("v1alpha1.FreightOrigin", { kind: "Warehouse", name });
    }),
    commitFrom: counted("commitFrom", 1, 2, async ([url, origin]) => {
      const found = await findCommit(source, text("first argument", url), optionalOrigin("second", origin));
      return found === undefined ? null : kargoStruct("v1alpha1.GitCommit", found);
    }),
    imageFrom: counted("imageFrom", 1, 2, async ([url, origin]) => {
      const found = await findImage(source, text("first argument", url), optionalOrigin("second", origin));
      return found === undefined ? null : kargoStruct("v1alpha1.Image", found);
    }),
    chartFrom: counted("chartFrom", 1, 3, async ([url, second, third]) => {
      const repoURL = text("first argument", url);
      const name = typeof second === "string" ? second : "";
      const last = typeof second === "string" ? third : second;
      if (third !== undefined && name === "")
        throw new Failure(
          `when using three arguments, second argument must be string, got ${typeName(second ?? null)}`,
        );
      const found = await findChart(
        source,
        repoURL,
        name,
        optionalOrigin(third === undefined ? "second" : "third", last),
      );
      return found === undefined ? null : kargoStruct("v1alpha1.Chart", found);
    }),
    artifactFrom: counted("artifactFrom", 1, 2, async ([name, origin]) => {
      const found = await findArtifact(source, text("first argument", name), optionalOrigin("second", origin));
      return found === undefined ? null : kargoStruct("function.expressionFriendlyArtifactReference", found);
    }),
  };
}

/** configMap(), secret(), sharedConfigMap(), sharedSecret(), freightMetadata(), stageMetadata(). */
export function dataFunctions(stores: KargoStores): Natives {
  const data = (name: "configMap" | "secret" | "sharedConfigMap" | "sharedSecret"): Call =>
    counted(name, 1, 1, async ([of]) => texts(await stores[name](text("argument", of))));
  const metadata = (name: "freightMetadata" | "stageMetadata", what: string, argument: string): Call =>
    counted(name, 1, 1, async ([of]) => {
      const sought = text(argument, of);
      if (sought === "") throw new Failure(`${what} name must not be empty`);
      return toGo(await stores[name](sought));
    });
  return {
    ...{ configMap: data("configMap"), secret: data("secret") },
    ...{ sharedConfigMap: data("sharedConfigMap"), sharedSecret: data("sharedSecret") },
    freightMetadata: metadata("freightMetadata", "freight ref", "first argument"),
    stageMetadata: metadata("stageMetadata", "stage", "argument"),
  };
}

/** semverDiff() and semverParse(). */
export const utilityFunctions: Natives = {
  semverDiff: counted("semverDiff", 2, 2, ([a, b]) =>
    versionDifference(text("first argument", a), text("second argument", b)),
  ),
  semverParse: counted("semverParse", 1, 1, ([version]) => {
    const parts = versionParts(text("argument", version));
    if (parts === undefined) throw new Failure("invalid semantic version: invalid semantic version");
    return goVersion(parts, true);
  }),
};

/** always(), success(), failure(), status(): about the steps before the one with this alias. */
export function statusFunctions(alias: string, metadata: readonly ExprStepMetadata[]): Natives {
  const failed = metadata.some(
    (step) => step.continueOnError !== true && (step.status === "Errored" || step.status === "Failed"),
  );
  return {
    always: counted("always", 0, 0, () => true),
    failure: counted("failure", 0, 0, () => failed),
    success: counted("success", 0, 0, () => !failed),
    status: counted("status", 1, 1, ([of]) => {
      const sought = text("argument", of);
      if (sought === "") throw new Failure("argument must not be empty");
      const namespace = namespaced(alias).namespace;
      const found = metadata.find((step) => {
        const parts = namespaced(step.alias);
        return parts.namespace === namespace && parts.alias === sought;
      });
      return found?.status ?? "";
    }),
  };
}

/** The task's alias in front of `::`, and the step's own. */
function namespaced(alias: string): { readonly namespace: string; readonly alias: string } {
  const parts = alias.split("::");
  return parts.length === 2 ? { namespace: parts[0] ?? "", alias: parts[1] ?? "" } : { namespace: "", alias };
}

/** A function that is called with so many arguments. */
export function counted(
  name: string,
  least: number,
  most: number,
  work: (args: readonly Value[]) => Value | Promise<Value>,
): Call {
  return (...args) => {
    if (args.length < least || args.length > most)
      throw new Failure(`${args.length < least ? "not enough" : "too many"} arguments to call ${name}`);
    return work(args);
  };
}

export function text(which: string, value: Value | undefined): string {
  if (typeof value === "string") return value;
  throw new Failure(`${which} must be string, got ${typeName(value ?? null)}`);
}

function optionalOrigin(which: string, value: Value | undefined): ExprOrigin | undefined {
  if (value === undefined) return undefined;
  if (!(value instanceof GoStruct) || value.type !== "v1alpha1.FreightOrigin")
    throw new Failure(`${which} argument must be FreightOrigin, got ${typeName(value)}`);
  return { kind: "Warehouse", name: String(value.fields.get("Name")?.value) };
}
