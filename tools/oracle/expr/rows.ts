import { chosen } from "./chosen.ts";
import { evaluations } from "./evaluations.ts";
import { generated } from "./generate.ts";
import { repositories } from "./repositories.ts";
import { templates } from "./templates.ts";

/** What the oracle of expressions is asked: is it parsed, is it compiled with Kargo's functions, what does it come to, is it one repository? */
export type Question =
  | { readonly expression: string; readonly place: "promotion-step" | "freight-criteria" | "git-filter" }
  | { readonly template: string; readonly env: unknown }
  | (typeof evaluations)[number]
  | (typeof repositories)[number];

/** Chosen expressions, seeded ones, templates and expressions with values, and repositories. */
export function exprRows(): readonly Question[] {
  return [
    ...chosen.map((expression) => ({ expression, place: "promotion-step" }) as const),
    ...generated(400).map((expression) => ({ expression, place: "git-filter" }) as const),
    ...templates,
    ...evaluations,
    ...repositories,
  ];
}
