import type { Path } from "./finding.ts";
import type { ManifestObject } from "./object.ts";
import { type Fields, fields, items, string } from "./reading.ts";

/** What a Stage says about one kind of Freight that it takes. */
export interface FreightRequest {
  readonly path: Path;
  /** A Warehouse's name. */
  readonly origin: string | undefined;
  readonly direct: boolean;
  /** `direct` and `stages` have the right types. */
  readonly readable: boolean;
  readonly stages: readonly { readonly path: Path; readonly name: string }[];
  readonly requiredSoakTime: string | undefined;
  readonly all: boolean;
  readonly matchUpstream: boolean;
}

export function requestsOf(stage: ManifestObject): readonly FreightRequest[] {
  return items(fields(stage.value.spec).requestedFreight, ["spec", "requestedFreight"]).map(({ path, value }) => {
    const sources = fields(value.sources);
    const stages: readonly unknown[] = Array.isArray(sources.stages) ? sources.stages : [];
    return {
      path,
      origin: string(fields(value.origin).name),
      direct: sources.direct === true,
      readable:
        (sources.direct === undefined || typeof sources.direct === "boolean") &&
        (sources.stages === undefined || stages.every((name) => typeof name === "string")),
      stages: stages.flatMap((name, index) =>
        typeof name === "string" ? [{ path: [...path, "sources", "stages", index], name }] : [],
      ),
      requiredSoakTime: string(sources.requiredSoakTime),
      all: sources.availabilityStrategy === "All",
      matchUpstream: fields(sources.autoPromotionOptions).selectionPolicy === "MatchUpstream",
    };
  });
}

/** One step of a Stage's promotion template, or of a PromotionTask. */
export interface Step {
  readonly path: Path;
  readonly index: number;
  readonly uses: string | undefined;
  readonly task: Fields | undefined;
  readonly as: string | undefined;
  readonly config: Fields;
  readonly value: Fields;
}

/** Where a kind keeps its promotion steps, and the variables for all of them. */
export function stepsOf(object: ManifestObject): { readonly steps: readonly Step[]; readonly varsPath: Path } {
  const path: Path = object.kind === "Stage" ? ["spec", "promotionTemplate", "spec"] : ["spec"];
  const spec = path.reduce<Fields>((value, key) => fields(value[String(key)]), object.value);
  const steps = items(spec.steps, [...path, "steps"]).map(({ path: at, value }) => ({
    path: at,
    index: Number(at.at(-1)),
    uses: string(value.uses),
    task: value.task === undefined ? undefined : fields(value.task),
    as: string(value.as)?.trim() || undefined,
    config: fields(value.config),
    value,
  }));
  return { steps, varsPath: [...path, "vars"] };
}

/** Kinds that hold promotion steps. */
export const kindsWithSteps: readonly string[] = ["Stage", "PromotionTask", "ClusterPromotionTask"];
