import { type Expression, type ExpressionPart, expr, literal, text } from "../../definition/expression.ts";
import type { Notify } from "../../definition/notify.ts";
import { type Step, step } from "../../steps/step.ts";
import type { PromotionInput } from "./input.ts";

/** The step's alias, by which a Promotion's status shows how the message fared. */
const notifyAlias = "notify-failure";

/** Key of the Secret that holds what stands behind the host in the webhook's URL. */
export const notifyKey = "path";

/** A chat shows no more at once, and helm can say a lot. */
const longest = 1500;

/**
 * The last step of a Promotion: once a step before it has failed, posts who and what to a chat's webhook. It can't make a
 * failed Promotion a success, and an answer of 5xx is tried again for two minutes. Kargo runs it after every failure of a
 * step, also when a step timed out or a pull request was closed; not when somebody aborts the Promotion, and not when it
 * ends before its first step. Source: Kargo v1.11.2, pkg/promotion/local_orchestrator.go, ExecuteSteps.
 */
export function notifyStep(input: PromotionInput, { host, secret }: Notify): Step {
  return step(
    "http",
    {
      method: "POST",
      url: text`${host}${expr.secret(secret, notifyKey)}`,
      headers: [{ name: "Content-Type", value: "application/json" }],
      body: body(input),
      successExpression: "response.status < 300",
      failureExpression: "response.status >= 300 && response.status < 500",
      pollInterval: "10s",
    },
    { as: notifyAlias, if: expr.failure(), retry: { timeout: "2m", errorThreshold: 3 } },
  );
}

// What steps have left is typed in Go, and `string` makes a plain text of it; a step that may fail isn't told of.
const failed = 'filter(values(stepMetas), string(.Status) in ["Failed", "Errored"] && !.ContinueOnError)';
const messages = `join(sort(map(${failed}, string(.Message))), "\\n")[:${longest}]`;

function body({ app, stage, commit }: PromotionInput): Expression {
  const freight = "ctx.targetFreight.alias";
  // Freight without that commit is a failure worth telling, and must not be one of this step
  const id = commit?.parts.map((part) => (part === ".ID" ? "?.ID" : part)) ?? [];
  const ofCommit: readonly ExpressionPart[] =
    id.length === 0 ? [] : [literal(" (commit "), " + (", ...id, ' ?? "none")[:12] + ', literal(")"), " + "];
  return {
    kind: "expression",
    // quote(), which makes a text of any other expression, would leave its escapes in the JSON
    typed: true,
    parts: [
      'asJSON({"text": ',
      ...[literal(`${app}: Freight `), ` + ${freight} + `, ...ofCommit],
      ...[literal(` was not promoted to ${stage}.\n`), ` + ${messages} + `],
      ...[literal("\nPromotion "), " + ctx.promotion + "],
      ...[
        literal(`\nNow: slipway status ${app}\nOnce it is mended: slipway promote ${app} --stage ${stage} --freight `),
      ],
      ` + ${freight}})`,
    ],
  };
}
