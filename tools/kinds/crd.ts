import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { mapped, trimmed } from "./json-schema.ts";
import type { JsonSchema } from "./schema.ts";

interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly scope: "Cluster" | "Namespaced";
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: unknown } }[];
  };
}

/** One kind, without status and operation: those belong to controllers. */
export interface Crd {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly scope: "Cluster" | "Namespaced";
  /** What a file may hold besides apiVersion, kind and metadata, unknown fields refused. */
  readonly schema: JsonSchema;
}

const notWritten = ["apiVersion", "kind", "metadata", "status", "operation"];

/** A kind as its CRD describes it. */
export async function crdNamed(file: string): Promise<Crd> {
  const { spec } = parse(await readFile(file, "utf8")) as CustomResourceDefinition;
  const [version] = spec.versions;
  if (version === undefined || spec.versions.length !== 1) throw new Error(`${file}: one version was expected`);
  const root = trimmed(version.schema.openAPIV3Schema);
  const written = Object.entries(root.properties ?? {}).filter(([name]) => !notWritten.includes(name));
  const required = (root.required ?? []).filter((name) => !notWritten.includes(name));
  return {
    group: spec.group,
    version: version.name,
    kind: spec.names.kind,
    scope: spec.scope,
    schema: mapped(
      { type: "object", ...(required.length === 0 ? {} : { required }), properties: Object.fromEntries(written) },
      closed,
    ),
  };
}

/** The schema that a kind's type is made from: whoever declares an object in TypeScript gives it all its parts. */
export function typeSchema({ group, version, kind, schema }: Crd): JsonSchema {
  const properties: Record<string, JsonSchema> = {
    apiVersion: { const: `${group}/${version}` },
    kind: { const: kind },
    metadata: { type: "object", tsType: "ObjectMeta" },
    ...schema.properties,
  };
  return { ...schema, required: Object.keys(properties), properties };
}

/**
 * The schema that a file is judged by. An API server fills in defaults before it asks what is required, and Kargo's
 * webhook writes a Promotion's steps itself.
 */
export function fileSchema({ kind, schema }: Crd): JsonSchema {
  const optional = mapped(schema, (part) => {
    const filled = kind === "Promotion" ? [...withDefault(part), "steps"] : withDefault(part);
    const { required = [], ...rest } = part;
    const left = required.filter((name) => !filled.includes(name));
    return left.length === 0 ? rest : { ...rest, required: left };
  });
  return mapped(optional, ({ default: _default, ...rest }) => rest);
}

function withDefault({ properties = {} }: JsonSchema): string[] {
  return Object.keys(properties).filter((name) => properties[name]?.default !== undefined);
}

/** An API server drops unknown fields without a word; here they are refused, so that a typo shows. */
function closed(schema: JsonSchema): JsonSchema {
  return schema.properties === undefined || schema.additionalProperties !== undefined
    ? schema
    : { ...schema, additionalProperties: false };
}
