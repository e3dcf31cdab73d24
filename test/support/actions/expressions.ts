import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

/** What expressions may name: `github`, `env`, `steps`, `needs`, `vars`, `secrets`, `matrix`, … as plain values. */
export type Contexts = Readonly<Record<string, unknown>>;
/** How the job, or the step's job, stands: what `success()` and its like answer. */
export type Status = "success" | "failure" | "cancelled";

const statusFunctions = ["success", "failure", "cancelled", "always"];

/** A text with every `${{ … }}` in it evaluated once, by GitHub's own library; what comes out is never evaluated again. */
export function filled(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    evaluated(expression, contexts).coerceString(),
  );
}

/** Whether an `if` holds. Without a status function in it, everything before has to have succeeded. */
export function holds(condition: string | undefined, contexts: Contexts, status: Status): boolean {
  const expression = (condition ?? "success()").replace(/^\s*\$\{\{(.*)\}\}\s*$/s, "$1");
  const names = statusFunctions.filter((name) => expression.includes(`${name}()`));
  if (names.length === 0 && status !== "success") return false;
  const result = evaluated(expression, contexts, status);
  return !["", "false", "0"].includes(result.coerceString());
}

function evaluated(expression: string, contexts: Contexts, status: Status = "success"): data.ExpressionData {
  const functions = statusFunctions.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(name === "always" || name === status),
  }));
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const values = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(tree, values, new Map(functions.map((each) => [each.name, each]))).evaluate();
}
