import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { type Readable, record, text } from "./readable.ts";
import { joined } from "./shape.ts";
import { usesOf } from "./template-uses.ts";

/** The tag `latest` written by a promotion: what then runs isn't what was verified. Kargo's documentation, image updates. */
export function tagProblems(pipeline: Readable): Problem[] {
  return usesOf(pipeline).flatMap(({ path, template }) => [
    ...["values", "fields"].flatMap((key) => ofValues(`${path}.${key}`, template[key])),
    ...(template.kind === "steps" ? ofSteps(`${path}.steps`, template.steps) : []),
  ]);
}

function ofValues(path: string, values: unknown): Problem[] {
  return Object.entries(record(values) ?? {}).flatMap(([key, value]) => latest(joined(path, key), value));
}

function ofSteps(path: string, steps: unknown): Problem[] {
  const each = record(record(steps)?.perStage);
  if (each !== undefined) return Object.entries(each).flatMap(([stage, list]) => ofSteps(joined(path, stage), list));
  return (Array.isArray(steps) ? steps : []).flatMap((step: unknown, index) => {
    const config = isRecord(step) && step.uses === "kustomize-set-image" ? record(step.config) : undefined;
    const images: readonly unknown[] = Array.isArray(config?.images) ? config.images : [];
    return images.flatMap((image, at) => latest(`${path}[${index}].config.images[${at}].tag`, record(image)?.tag));
  });
}

function latest(path: string, value: unknown): Problem[] {
  if (!/^(.*:)?latest$/.test(text(value) ?? "")) return [];
  return [
    {
      rule: "moving-tag",
      severity: "error",
      path,
      message: "The tag latest moves, so what runs after this promotion need not be what was verified before it",
      got: shown(value),
      allowed: "the tag or the digest of the Freight's image",
      fix: 'Write expr.image("…").Tag',
    },
  ];
}
