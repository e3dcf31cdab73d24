import { describe, expect, test } from "vitest";
import { said, stageWith } from "./said.ts";

describe("promotion steps are checked by what Kargo does with them", () => {
  test.each([
    [
      "a misspelt step",
      "        - {uses: git-clne}",
      [
        '9:18 error [unknown-step] | Stage/dev spec.promotionTemplate.spec.steps[0].uses | Kargo has no such promotion step: a Promotion fails there | got "git-clne"',
      ],
    ],
    [
      "a step of Kargo Enterprise",
      "        - {uses: jira, config: {}}",
      [
        '9:18 error [enterprise-jira] | Stage/dev spec.promotionTemplate.spec.steps[0].uses | Kargo\'s open source has no step jira, and the Promotion fails | got "jira"',
      ],
    ],
    [
      "aliases",
      "        - {uses: git-clear, as: a, config: {path: x}}\n        - {uses: git-clear, as: a, config: {path: x}}\n        - {uses: git-clear, as: step-3, config: {path: x}}",
      [
        '10:33 error [duplicate-alias] | Stage/dev spec.promotionTemplate.spec.steps[1].as | The alias is that of steps[0] | got "a"',
        '11:33 error [reserved-alias] | Stage/dev spec.promotionTemplate.spec.steps[2].as | Kargo keeps such aliases for steps without one | got "step-3"',
      ],
    ],
    [
      "a task's step with more than vars",
      '        - {task: {name: t}, if: "${{ true }}", config: {a: 1}}',
      [
        "9:33 error [task-step] | Stage/dev spec.promotionTemplate.spec.steps[0].if | A step that names a task takes no if",
        "9:48 error [task-step] | Stage/dev spec.promotionTemplate.spec.steps[0].config | A step that names a task takes no config",
        '9:25 note [unknown-task] | Stage/dev spec.promotionTemplate.spec.steps[0].task.name | The PromotionTask isn\'t among the files, so nothing is said about it | got "t"',
      ],
    ],
    [
      "a commit after the push",
      "        - {uses: git-push, config: {path: ./out}}\n        - {uses: git-commit, config: {path: out, message: m}}",
      [
        "10:18 error [step-order] | Stage/dev spec.promotionTemplate.spec.steps[1].uses | Steps[0] pushes out before this commit, and nothing pushes it afterwards",
      ],
    ],
    [
      "Argo CD before the push",
      "        - {uses: argocd-update, config: {apps: [{name: a}]}}\n        - {uses: git-push, config: {path: out}}",
      [
        "9:18 warning [step-order] | Stage/dev spec.promotionTemplate.spec.steps[0].uses | Argo CD syncs before steps[1] pushes, so it gets the state from before this Promotion",
      ],
    ],
    [
      "a key that the step doesn't have",
      "        - {uses: git-push, config: {path: out, branch: main}}",
      [
        '9:56 error [step-config] | Stage/dev spec.promotionTemplate.spec.steps[0].config.branch | There is no such field | got "branch"',
      ],
    ],
    [
      "a variable that nobody sets",
      '        - {uses: git-clear, config: {path: "${{ vars.nope }}"}}',
      [
        '9:54 error [undefined-var] | Stage/dev spec.promotionTemplate.spec.steps[0].config.path | No such entry in vars | got "vars.nope"',
      ],
    ],
    [
      "an output of a later step",
      '        - {uses: git-clear, config: {path: "${{ outputs.later.x }}"}}\n        - {uses: git-clear, as: later, config: {path: x}}',
      [
        '9:57 error [unknown-step-output] | Stage/dev spec.promotionTemplate.spec.steps[0].config.path | No earlier step has this alias | got "outputs.later"',
      ],
    ],
    [
      "a misspelt function, in the third line of a text",
      "        - uses: git-clear\n          config:\n            path: |\n              a\n              ${{ imageFrm('acme/app').Tag }}",
      [
        '13:19 error [unknown-function] | Stage/dev spec.promotionTemplate.spec.steps[0].config.path | No such function | got "imageFrm()"',
      ],
    ],
    [
      "a repository that no Warehouse follows",
      "        - {uses: git-clear, config: {path: \"${{ imageFrom('acme/other').Tag }}\"}}",
      [
        '9:59 error [repository-not-requested] | Stage/dev spec.promotionTemplate.spec.steps[0].config.path | No Freight that is requested here has anything from this repository, so imageFrom finds nothing | got "acme/other"',
      ],
    ],
    [
      "durations and bare expressions",
      '        - {uses: http, retry: {timeout: 2d}, config: {url: "https://x", successExpression: "response.status == 200 &&"}}',
      [
        '9:41 error [duration] | Stage/dev spec.promotionTemplate.spec.steps[0].retry.timeout | This isn\'t a duration Kargo takes | got "2d"',
        "9:92 error [expression-syntax] | Stage/dev spec.promotionTemplate.spec.steps[0].config.successExpression | The expression ends too early | got nothing",
      ],
    ],
    [
      "a template where an expression stands bare",
      '        - {uses: http, config: {url: "https://x", successExpression: "${{ response.status == 200 }}"}}',
      [
        '9:75 error [unknown-variable] | Stage/dev spec.promotionTemplate.spec.steps[0].config.successExpression | No such variable here | got "response"',
      ],
    ],
    [
      "pasted secrets",
      '        - {uses: http, config: {url: "https://u:hunter22222@x", headers: [{name: a, value: ghp_0123456789abcdefghijABCDEFGHIJ012345}]}}',
      [
        "9:38 warning [pasted-secret] | Stage/dev spec.promotionTemplate.spec.steps[0].config.url | This looks like a URL with a password, in a manifest that many can read",
        "9:92 error [pasted-secret] | Stage/dev spec.promotionTemplate.spec.steps[0].config.headers[0].value | This looks like a GitHub token, in a manifest that many can read",
      ],
    ],
  ])("%s", (_, steps, expected) => {
    expect(said(stageWith(steps))).toEqual(expected);
  });

  test("with --enterprise, Enterprise's steps are right and others may be custom steps", () => {
    const steps = "        - {uses: jira, config: {}}\n        - {uses: opa-test}\n        - {uses: git-clne}";
    expect(said(stageWith(steps), { enterprise: true })).toEqual([
      '10:18 note [unknown-step] | Stage/dev spec.promotionTemplate.spec.steps[1].uses | Kargo has no such promotion step, unless it is a custom step | got "opa-test"',
      '11:18 warning [unknown-step] | Stage/dev spec.promotionTemplate.spec.steps[2].uses | Kargo has no such promotion step, unless it is a custom step | got "git-clne"',
    ]);
  });
});
