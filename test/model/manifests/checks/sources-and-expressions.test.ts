import { expect, test } from "vitest";
import { said } from "../said.ts";

const stage = (requests: string) =>
  `apiVersion: kargo.akuity.io/v1alpha1\nkind: Stage\nmetadata: {name: dev, namespace: demo}\nspec:\n  requestedFreight:\n${requests}`;
const warehouse = (git: string, criteria = "") =>
  `apiVersion: kargo.akuity.io/v1alpha1\nkind: Warehouse\nmetadata: {name: main, namespace: demo}\nspec: {${criteria}subscriptions: [{git: {repoURL: https://github.com/acme/app, ${git}}}]}\n`;
const main = "  - {origin: {kind: Warehouse, name: main}, sources: {direct: true}}\n";
const unknown = (line: string) =>
  `${line} note [unknown-warehouse] | Stage/dev spec.requestedFreight[0].origin.name | The Warehouse isn't among the files, so nothing is said about it | got "main"`;

test.each([
  [
    "one Warehouse in two requests",
    stage(main + main),
    [
      '7:38 error [duplicate-origin] | Stage/dev spec.requestedFreight[1].origin.name | This Stage requests Freight of that Warehouse already in requestedFreight[0] | got "main"',
      unknown("6:38"),
      unknown("7:38").replace("[0]", "[1]"),
    ],
  ],
  [
    "a soak time straight from a Warehouse",
    stage(main.replace("true}", "true, requiredSoakTime: 1h}")),
    [
      '6:87 warning [soak-without-upstream] | Stage/dev spec.requestedFreight[0].sources.requiredSoakTime | Freight soaks in upstream Stages; straight from a Warehouse this has no effect | got "1h"',
      unknown("6:38"),
    ],
  ],
  [
    "a filter that can't be read",
    warehouse('expressionFilter: "author =="'),
    [
      "4:87 error [expression-syntax] | Warehouse/main spec.subscriptions[0].git.expressionFilter | The expression ends too early | got nothing",
    ],
  ],
  [
    "a filter with delimiters around it",
    warehouse("expressionFilter: \"${{ author == 'bob' }}\""),
    [
      "4:87 error [bare-expression] | Warehouse/main spec.subscriptions[0].git.expressionFilter | This field is an expression already; ${{ }} doesn't belong around it",
    ],
  ],
  [
    "a task within a task",
    "apiVersion: kargo.akuity.io/v1alpha1\nkind: PromotionTask\nmetadata: {name: t, namespace: demo}\nspec: {steps: [{task: {name: other}}]}\n",
    [
      '4:16 error [schema] | PromotionTask/t spec.steps[0] | "uses" is missing',
      "4:16 error [schema] | PromotionTask/t spec.steps[0] | Task has no place here",
      "4:17 error [task-step] | PromotionTask/t spec.steps[0].task | A task's step can't name another task",
    ],
  ],
  ["a filter that is right", warehouse("expressionFilter: \"author == 'bob'\""), []],
])("%s", (_, text, lines) => {
  expect(said(text)).toEqual(lines);
});
