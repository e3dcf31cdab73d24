import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { type JsonSchema, mapped, trimmed } from "./json-schema.ts";

interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: unknown } }[];
  };
}

/** A kind as its CRD describes it, without status and operation: those belong to controllers. */
export async function crdSchema(file: string): Promise<{ kind: string; schema: JsonSchema }> {
  const crd = parse(await readFile(file, "utf8")) as CustomResourceDefinition;
  const [version] = crd.spec.versions;
  if (version === undefined || crd.spec.versions.length !== 1) throw new Error(`${file}: one version was expected`);
  const { spec } = trimmed(version.schema.openAPIV3Schema).properties ?? {};
  const properties: Record<string, JsonSchema> = {
    apiVersion: { const: `${crd.spec.group}/${version.name}` },
    kind: { const: crd.spec.names.kind },
    metadata: { type: "object", tsType: "ObjectMeta" },
    ...(spec === undefined ? {} : { spec: mapped(spec, closed) }),
  };
  return {
    kind: crd.spec.names.kind,
    schema: { type: "object", additionalProperties: false, required: Object.keys(properties), properties },
  };
}

/** An API server drops unknown fields without a word; here they are refused, so that a typo shows. */
function closed(schema: JsonSchema): JsonSchema {
  return schema.properties === undefined || schema.additionalProperties !== undefined
    ? schema
    : { ...schema, additionalProperties: false };
}
