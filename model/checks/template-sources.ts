import { sourceNamed } from "../compile/resolver.ts";
import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { listed, perhaps, shown } from "../words.ts";
import { type Readable, text } from "./readable.ts";
import { joined } from "./shape.ts";
import { readableResolver } from "./stage-sources.ts";
import type { TemplateUse } from "./template-uses.ts";

const placeholder = /^[a-z0-9]+([._/-][a-z0-9]+)*$/;

/** The Warehouses that the Stages of a template have Freight of, each combination once. */
export function reachedBy(
  { stages }: TemplateUse,
  warehouses: ReadonlyMap<string, readonly string[]>,
): (readonly string[])[] {
  const found = new Map(
    [...stages.keys()].map((name) => [(warehouses.get(name) ?? []).join(), warehouses.get(name) ?? []]),
  );
  return [...found.values()].filter((names) => names.length > 0);
}

export type Reach = ReadonlyMap<string, readonly string[]>;

export function templateImageProblems(use: TemplateUse, pipeline: Readable, warehouses: Reach): Problem[] {
  if (!isRecord(use.template.images)) return [];
  return Object.entries(use.template.images).flatMap(([name, subscription]): Problem[] => {
    const at = joined(`${use.path}.images`, name);
    return [
      ...(placeholder.test(name) ? [] : [badPlaceholder(at, name)]),
      ...unknownSource(at, "image", text(subscription), use, pipeline, warehouses),
    ];
  });
}

export function templateChartProblems(use: TemplateUse, pipeline: Readable, warehouses: Reach): Problem[] {
  if (!Array.isArray(use.template.charts)) return [];
  return use.template.charts.flatMap((name, index) =>
    unknownSource(`${use.path}.charts[${index}]`, "chart", text(name), use, pipeline, warehouses),
  );
}

function unknownSource(
  path: string,
  kind: "image" | "chart",
  name: string | undefined,
  use: TemplateUse,
  pipeline: Readable,
  warehouses: Reach,
): Problem[] {
  if (name === undefined) return [];
  const resolvers = reachedBy(use, warehouses).map((names) => readableResolver(pipeline, names, []));
  const lacking = resolvers.find((resolver) => sourceNamed(resolver, name, kind) === undefined);
  if (lacking === undefined) return [];
  const known = lacking.sources.filter((source) => source.kind === kind).map((source) => source.name);
  return [
    {
      rule: "unknown-subscription",
      severity: "error",
      path,
      message: `The Warehouse has no ${kind} subscription of this name`,
      got: shown(name),
      allowed: listed(known, "none is defined"),
      fix: perhaps(name, known, known.length === 0 ? "Define it" : "Choose one of them"),
    },
  ];
}

function badPlaceholder(path: string, name: string): Problem {
  return {
    rule: "placeholder-image",
    severity: "error",
    path,
    message: "This can't be an image's name in manifests",
    got: shown(name),
    allowed: "a name in small letters without tag or digest",
    fix: "Name the image as the manifests do, without its tag",
  };
}
