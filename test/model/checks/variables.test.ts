import { expect, test } from "vitest";
import { check } from "../../../model/check.ts";
import { formatProblem } from "../../../model/problem.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { edited } from "../sample.ts";

const reads = (name: string) => ({ kind: "expression", parts: [`vars.${name}`] });
const clear = (name: string, rest: object = {}) => ({
  kind: "step",
  uses: "git-clear",
  config: { path: reads(name) },
  ...rest,
});
const own = (steps: readonly unknown[], rest: object = {}) => ({ kind: "steps", steps, ...rest });
const call = (vars: object) => ({ kind: "task", name: "t", vars });
const at = "error goserver.stages.prod.promotionTemplate";

test.each<[string, Record<string, unknown>, string[]]>([
  [
    "a step reads the Stage's, the template's and its own variables",
    {
      "stages.prod.vars": { a: "1" },
      "stages.prod.promotionTemplate": own([clear("a"), clear("b"), clear("c", { vars: { c: "3" } })], {
        vars: { b: "2" },
      }),
    },
    [],
  ],
  [
    "a misspelt variable is told with the one that is near",
    { "stages.prod.vars": { team: "web" }, "stages.prod.promotionTemplate": own([clear("taem")]) },
    [
      `${at}.steps[0].config.path: No such entry in vars (got "vars.taem"; allowed team). Perhaps "team" is meant. [undefined-var]`,
    ],
  ],
  [
    "a step's variables are its own",
    { "stages.prod.promotionTemplate": own([clear("a", { vars: { a: "1" } }), clear("a")]) },
    [
      `${at}.steps[1].config.path: No such entry in vars (got "vars.a"; allowed none is defined). Define it in vars. [undefined-var]`,
    ],
  ],
  [
    "a step's condition reads variables too",
    { "stages.prod.promotionTemplate": own([clear("a", { vars: { a: "1" }, if: reads("b") })]) },
    [`${at}.steps[0].if: No such entry in vars (got "vars.b"; allowed a). Define it in vars. [undefined-var]`],
  ],
  [
    "a variable reads those before it and none behind it",
    {
      "stages.prod.vars": { a: "1" },
      "stages.prod.promotionTemplate": own([clear("d")], {
        vars: { c: reads("a"), d: reads("later"), later: "5" },
      }),
    },
    [`${at}.vars.d: No such entry in vars (got "vars.later"; allowed a, c). Define it in vars. [undefined-var]`],
  ],
  [
    "verification has the Stage's variables and not the template's",
    {
      "stages.prod.vars": { a: "1" },
      "stages.prod.promotionTemplate": own([clear("b")], { vars: { b: "2" } }),
      "stages.prod.verification": [
        { kind: "analysisTemplate", name: "x", args: { first: reads("a"), second: reads("b") } },
      ],
    },
    [
      'error goserver.stages.prod.verification[0].args.second: No such entry in vars (got "vars.b"; allowed a). Define it in vars. [undefined-var]',
    ],
  ],
  [
    "a task reads its own variables and what calls and their Stages give",
    {
      "stages.prod.vars": { ofStage: "1" },
      promotionTasks: {
        t: { vars: { word: "x", must: null }, steps: [clear("word"), clear("given"), clear("ofStage"), clear("wrod")] },
      },
      "stages.prod.promotionTemplate": own([call({ given: "1", must: reads("ofStage") })]),
    },
    [
      'error goserver.promotionTasks.t.steps[3].config.path: No such entry in vars (got "vars.wrod"; allowed word, must, ofStage, given). Perhaps "word" is meant. [undefined-var]',
    ],
  ],
  [
    "what a task asks for may come from the Stage, and an empty text is none",
    {
      "stages.prod.vars": { a: "1" },
      promotionTasks: { t: { vars: { a: null, b: null, c: null }, steps: [clear("a")] } },
      "stages.prod.promotionTemplate": own([call({ c: "" })]),
    },
    [
      `${at}.steps[0].vars: The PromotionTask needs a value for this variable (got "b"). Give it in vars. [missing-variable]`,
      `${at}.steps[0].vars: The PromotionTask needs a value for this variable (got "c"). Give it in vars. [missing-variable]`,
    ],
  ],
  [
    "a variable that a task doesn't have",
    {
      promotionTasks: { t: { vars: { channel: "x" }, steps: [clear("channel")] } },
      "stages.prod.promotionTemplate": own([call({ chanel: "y" })]),
    },
    [
      `${at}.steps[0].vars: The PromotionTask has no variable of this name, and none of its steps reads it (got "chanel"; allowed channel). Perhaps "channel" is meant. [unknown-variable]`,
    ],
  ],
  [
    "a value that a template writes, in the scope of every Stage it is for",
    {
      promotionTemplate: {
        kind: "yamlFields",
        branch: "env",
        folder: { perStage: { dev: "a", staging: "b", prod: "c" } },
        file: { perStage: { dev: "a/x.yaml", staging: "b/x.yaml", prod: "c/x.yaml" } },
        fields: { team: reads("team") },
      },
      "stages.dev.vars": { team: "web" },
      "stages.prod.vars": { team: "web" },
    },
    [
      'error goserver.promotionTemplate.fields.team: No such entry in vars (got "vars.team"; allowed none is defined). Define it in vars. [undefined-var]',
    ],
  ],
  [
    "a name that can't be a variable's",
    { "stages.prod.vars": { "my-team": "web" } },
    [
      "error goserver.stages.prod.vars.my-team: This can't be a variable's name (got \"my-team\"; allowed letters, digits and _, not starting with a digit). Rename it, also where it is read. [variable-name]",
    ],
  ],
])("%s", (_, changes, said) => {
  expect(check(edited(changes), defaultSettings).map(formatProblem)).toEqual(said);
});

test("an expression that stands bare in the http step is read as one", () => {
  const http = {
    kind: "step",
    uses: "http",
    config: { url: "https://x.example", successExpression: "response.stat &&" },
  };
  expect(check(edited({ "stages.prod.promotionTemplate": own([http]) }), defaultSettings).map(formatProblem)).toEqual([
    `${at}.steps[0].config.successExpression: The expression ends too early (got nothing). Write the expression as https://expr-lang.org/docs/language-definition describes. [expression-syntax]`,
  ]);
});
