import { isRecord } from "../json.ts";
import { UserError } from "../problem.ts";
import type { PromotionTemplate, StageFacts } from "./promotion-template.ts";

/** What a function gave for each Stage, by the Stage's name. */
interface EachStage<T> {
  readonly perStage: Readonly<Record<string, T>>;
}

type Data<T> = T extends (stage: StageFacts) => infer Result
  ? EachStage<Result>
  : Extract<T, (...args: never[]) => unknown> extends never
    ? T
    : Exclude<T, (...args: never[]) => unknown> | EachStage<Exclude<T, (...args: never[]) => unknown>>;

type DataOf<T> = T extends { readonly kind: "renderedKustomize" }
  ? Omit<T, "overlay"> & {
      /** Stage name → folder. */
      readonly overlays: Readonly<Record<string, string>>;
    }
  : { readonly [Key in keyof T]: Data<T[Key]> };

/** A template as plain data, as a pipeline holds it. */
export type ResolvedTemplate = DataOf<PromotionTemplate>;

/** The value a Stage has of what may differ between Stages. */
export function ofStage<T>(value: T | EachStage<T>, stage: string): T | undefined {
  if (!isRecord(value) || !isRecord(value["perStage"])) return value as T;
  return (Object.hasOwn(value["perStage"], stage) ? value["perStage"][stage] : undefined) as T | undefined;
}

/** Calls every function of a template once per Stage, so that what is kept is data; anything that isn't a template is left to `check`. */
export function resolveTemplate(where: string, template: unknown, stages: readonly StageFacts[]): unknown {
  if (!isRecord(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => {
      if (typeof value !== "function") return [key, value];
      const call = value as (stage: StageFacts) => unknown;
      const results = Object.fromEntries(
        stages.map((stage) => [stage.stage, resultOf(`${where}.${key}`, key, call, stage)]),
      );
      return key === "overlay" ? ["overlays", results] : [key, { perStage: results }];
    }),
  );
}

function resultOf(where: string, key: string, call: (stage: StageFacts) => unknown, stage: StageFacts): unknown {
  try {
    return call(stage);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const wanted = key === "overlay" ? "Return the Stage's folder as text." : "Return the Stage's value.";
    throw new UserError(`${where} threw for Stage "${stage.stage}": ${reason}. ${wanted}`);
  }
}
