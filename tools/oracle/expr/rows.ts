/** What the oracle of expressions is asked. */
export function exprRows(): readonly string[] {
  return ["1 + 2"];
}
