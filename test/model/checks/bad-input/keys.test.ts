import { badDefinitions, badManifests, ownSteps, step } from "./rows.ts";

const project = "apiVersion: kargo.akuity.io/v1alpha1\nkind: Project\nmetadata: {name: demo}\n";
/** Put together here, so that no scanner takes this file for a leak. */
const token = `ghp_${"aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3gH5"}`;

/** B28, B29, B31, B32: what stands where it doesn't belong. */
badDefinitions("keys and types", [
  [
    "B28",
    "a token in a variable",
    { "stages.prod.vars": { token } },
    [
      'error goserver.stages.prod.vars.token: This looks like a GitHub token, and a definition is stored in Git, in the cluster and shown to everyone. Remove it, revoke it, and read a new one from a Secret: secret("…"). [pasted-secret]',
    ],
  ],
  [
    "B29",
    "a private key in a step",
    ownSteps(step("git-clear", { path: `-----BEGIN PRIVATE ${"KEY"}-----\n${"aB3dE5gH7jK9".repeat(4)}` })),
    [
      'error goserver.stages.prod.promotionTemplate.steps[0].config.path: This looks like a private key, and a definition is stored in Git, in the cluster and shown to everyone. Remove it, revoke it, and read a new one from a Secret: secret("…"). [pasted-secret]',
    ],
  ],
  [
    "B31",
    "an unknown key",
    { "stages.prod.soakTme": "1h" },
    [
      `error goserver.stages.prod.soakTme: This key isn't known here (allowed from, autoPromotion, protected, requiredSoakTime, availabilityStrategy, selectionPolicy, targets, shard, controlFlow, promotionTemplate, through, pullRequestTimeout, vars, verification, argocd, freeze). Perhaps "requiredSoakTime" is meant. [unknown-key]`,
    ],
  ],
  [
    "B31",
    "an unknown key below a Warehouse's request",
    { "stages.staging.from": { main: { stages: "dev", soakTme: "1h" } } },
    [
      `error goserver.stages.staging.from.main.soakTme: This key isn't known here (allowed direct, stages, requiredSoakTime, availabilityStrategy, selectionPolicy). Perhaps "requiredSoakTime" is meant. [unknown-key]`,
    ],
  ],
  [
    "B31",
    "a key one level too high",
    { autoPromotion: true },
    [
      "error goserver.autoPromotion: This key isn't known here (allowed app, warehouses, stages, promotionTemplate, promotionTasks, notify). Write it in the environment it is for, under stages. [unknown-key]",
    ],
  ],
  [
    "B32",
    "a text for true",
    { "stages.prod.autoPromotion": "yes" },
    [
      'error goserver.stages.prod.autoPromotion: This has the wrong type (got "yes"; allowed true or false). Write true or false. [wrong-type]',
    ],
  ],
  [
    "B32",
    "a text for a number",
    { "stages.staging.verification": [{ kind: "web", url: "http://web", successCondition: "true", count: "two" }] },
    [
      'error goserver.stages.staging.verification[0].count: This has the wrong type (got "two"; allowed a whole number from 1 to 1000000). Write a whole number from 1 to 1000000. [wrong-type]',
    ],
  ],
  [
    "B32",
    "a list for an object",
    { "stages.prod.vars": ["a"] },
    [
      "error goserver.stages.prod.vars: This has the wrong type (got a list; allowed an object from name to value). Write an object from name to value. [wrong-type]",
    ],
  ],
  [
    "B32",
    "null for a text",
    { "stages.prod.requiredSoakTime": null },
    [
      "error goserver.stages.prod.requiredSoakTime: This has the wrong type (got null; allowed a text). Write a text. [wrong-type]",
    ],
  ],
]);

/** B33: files that aren't what they seem. The 4 MiB limit stands in test/cli/check. */
badManifests("YAML", [
  [
    "B33",
    "a tab",
    `${project}spec:\n\ta: 1\n`,
    ["f.yaml:5:1 error A tab indents this line. Indent with spaces. [yaml-syntax]"],
  ],
  [
    "B33",
    "a key twice",
    `${project}kind: Project\n`,
    ["f.yaml:4:1 error A key stands twice in one map; only the last one counts. Keep one of them. [duplicate-key]"],
  ],
  [
    "B33",
    "aliases by the million",
    `${project}---\na: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c]\ne: [*d,*d,*d]\n`,
    [
      "f.yaml:4:1 error Aliases unfold to too much, or hold themselves. Write it out; at most 1000 are followed. [yaml-alias]",
    ],
  ],
  [
    "B33",
    "BOM, CRLF and several documents are fine",
    `\ufeff${project}---\n${project.replace("demo", "other")}`.replaceAll("\n", "\r\n"),
    [],
  ],
  [
    "B07",
    "a name that YAML reads as true",
    project.replace("demo", "on"),
    [
      "f.yaml:3:18 error Project metadata.name: The value has the wrong type (got true; allowed a text). Put quotes around it. [schema]",
    ],
  ],
  [
    "B07",
    "a name that YAML reads as a number",
    project.replace("demo", "1e3"),
    [
      "f.yaml:3:18 error Project metadata.name: The value has the wrong type (got 1000; allowed a text). Put quotes around it. [schema]",
    ],
  ],
  [
    "B07",
    "a name that YAML reads as a number of base 8",
    project.replace("demo", "0123"),
    [
      "f.yaml:3:18 error Project metadata.name: The value has the wrong type (got 83; allowed a text). Put quotes around it. [schema]",
    ],
  ],
]);
