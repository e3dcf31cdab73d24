import { literal } from "../definition/expression.ts";

/** Pieces of Kargo's expression language (expr-lang), written so that no value can end a text early. */

/** A text literal. */
export const text = literal;

/** Full id of the Freight's commit of a Git repository. Source: Kargo, pkg/expressions/function. */
export function commitId(gitUrl: string): string {
  return `commitFrom(${text(gitUrl)}).ID`;
}
