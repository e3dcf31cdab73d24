import type { Node } from "../expr/ast.ts";
import { parseExpression } from "../expr/parse.ts";
import { visit } from "../expr/visit.ts";
import type { Problem } from "../problem.ts";
import { perhaps, shown } from "../words.ts";
import { text } from "./readable.ts";

/** What a condition can name. Source: argo-rollouts v1.9.1, utils/evaluate/evaluate.go; `$env` is the language's own. */
const known = ["result", "asInt", "asFloat", "isNaN", "isInf", "isNil", "default"];

/**
 * Whether Argo Rollouts can ask at all: its condition compiles, and what is asked is a URL. The cluster takes all of it and
 * each AnalysisRun would end in an error. What arguments stand in is judged only when they are known, so never here.
 */
export function questionProblems(path: string, metric: Record<string, unknown>): Problem[] {
  return [...conditionProblems(path, metric), ...addressProblems(path, metric), ...jsonPathProblems(path, metric)];
}

/** Rollouts' expr (antonmedv 1.15) reads a part of the language that Kargo's reads: what this one refuses, both refuse. */
function conditionProblems(path: string, metric: Record<string, unknown>): Problem[] {
  const condition = text(metric.successCondition);
  if (condition === undefined || condition.includes("{{")) return [];
  const common = { severity: "error", path: `${path}.successCondition` } as const;
  const parsed = parseExpression(condition);
  if (parsed.type === "failure") {
    if (parsed.unsure) return [];
    return [
      {
        ...common,
        rule: "condition",
        message: `This condition doesn't compile: ${parsed.message}`,
        got: shown(condition),
        allowed: "an expression over result",
        fix: 'Write for example "result == true"',
      },
    ];
  }
  return unknownNames(parsed.root).map((name) => ({
    ...common,
    rule: "condition",
    message: "Nothing has this name in a condition",
    got: shown(name),
    allowed: known.join(", "),
    fix: perhaps(name, known, "Ask about result"),
  }));
}

function unknownNames(root: Node): string[] {
  const free = [...visit(root)].flatMap(({ node, bound }) =>
    node.type === "identifier" && !bound.has(node.name) ? [node.name] : [],
  );
  return [...new Set(free)].filter((name) => !known.includes(name) && name !== "$env");
}

function addressProblems(path: string, metric: Record<string, unknown>): Problem[] {
  const key = metric.kind === "web" ? "url" : metric.kind === "prometheus" ? "address" : undefined;
  const given = key === undefined ? undefined : text(metric[key]);
  if (given === undefined || given === "" || given.startsWith("{{") || /^https?:\/\/[^/]/i.test(given)) return [];
  return [
    {
      rule: "verification-url",
      severity: "error",
      path: `${path}.${key}`,
      message: "Argo Rollouts can't ask this: it is no URL with scheme and host",
      got: shown(given),
      allowed: "http:// or https://, then a host",
      fix: 'Write for example "http://web.shop-staging.svc/healthz"',
    },
  ];
}

/** Outside of braces a JSONPath is text: the condition would then be asked about the path itself, not about the answer. */
function jsonPathProblems(path: string, metric: Record<string, unknown>): Problem[] {
  const given = text(metric.jsonPath);
  if (given === undefined || given === "" || given.includes("{")) return [];
  return [
    {
      rule: "json-path",
      severity: "error",
      path: `${path}.jsonPath`,
      message: "Without braces this is taken as a text, and nothing of the answer is looked at",
      got: shown(given),
      allowed: "a JSONPath in braces",
      fix: `Write ${shown(`{${given}}`)}`,
    },
  ];
}
