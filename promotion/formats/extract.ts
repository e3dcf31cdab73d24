import type { Node } from "../../model/expr/ast.ts";
import { EvaluationError, evaluate, parsed } from "../../model/expr/evaluate.ts";
import { goQuoted } from "../../model/go-quoted.ts";

/** One output of a step: its name, and the expression that gives its value. */
export interface Output {
  readonly name: string;
  readonly fromExpression: string;
}

/**
 * What the expressions of a parse step come to, with the document as all they see.
 * Source: akuity/kargo v1.11.2, json_parser.go, extractValues.
 *
 * @throws Error naming the first expression that fails
 */
export async function extractValues(data: unknown, outputs: readonly Output[]): Promise<Record<string, unknown>> {
  const variables = typeof data === "object" && data !== null && !Array.isArray(data) ? data : {};
  const values: Record<string, unknown> = {};
  for (const { name, fromExpression } of outputs) {
    const failed = (what: string, error: unknown) =>
      new Error(`failed to extract outputs: error ${what} expression ${goQuoted(fromExpression)}: ${reasonOf(error)}`, {
        cause: error,
      });
    let node: Node;
    try {
      node = parsed(fromExpression);
    } catch (error) {
      throw failed("compiling", error);
    }
    try {
      const value = await evaluate(node, { variables: variables as Record<string, unknown>, functions: {} });
      Object.defineProperty(values, name, { value, enumerable: true, configurable: true, writable: true });
    } catch (error) {
      throw failed("evaluating", error);
    }
  }
  return values;
}

export function reasonOf(error: unknown): string {
  return error instanceof EvaluationError ? error.reason : (error as Error).message;
}
