import type { Expression, TextTemplate } from "../definition/expression.ts";

/** A text, or something Kargo makes a text of when a promotion runs. */
export type Value = string | Expression | TextTemplate;
