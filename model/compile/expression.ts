/** Pieces of Kargo's expression language (expr-lang), written so that no value can end a text early. */

/** A text literal. */
export function text(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}'`;
}

/** Full id of the Freight's commit of a Git repository. Source: Kargo, pkg/expressions/function. */
export function commitId(gitUrl: string): string {
  return `commitFrom(${text(gitUrl)}).ID`;
}

/** Tag of the Freight's image of a repository. */
export function imageTag(repository: string): string {
  return `imageFrom(${text(repository)}).Tag`;
}

/**
 * An expression in a step's config, always a text afterwards: without `quote` Kargo reads a result that looks like JSON
 * as JSON, and a commit id of digits with one `e` among them as a number. Source: Kargo, pkg/expressions/json_templates.go.
 */
export function template(expression: string): string {
  return `\${{ quote(${expression}) }}`;
}
