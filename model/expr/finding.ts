/** One thing wrong with an expression, without the path to it, which only the caller knows. */
export interface ExprFinding {
  /** Stable id, kebab-case. */
  readonly rule: string;
  /** What is wrong, one sentence without value or fix. */
  readonly message: string;
  /** The piece of the expression that is wrong. */
  readonly got: string;
  readonly allowed?: string;
  readonly fix: string;
  /** Where in the text that was given, in UTF-16 units. */
  readonly offset: number;
}
