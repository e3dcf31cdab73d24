import { expect, test } from "vitest";
import { checkFile } from "../../../../model/manifests/check-object.ts";
import { readManifests } from "../../../../model/manifests/read.ts";
import { told } from "../../checks/bad-input/rows.ts";
import { found, said } from "../said.ts";

const kargo = "apiVersion: kargo.akuity.io/v1alpha1\n";
const project = `${kargo}kind: Project\nmetadata: {name: demo}\n`;

test.each<[string, string, string[]]>([
  [
    "a ProjectConfig by another name than its namespace's",
    `${kargo}kind: ProjectConfig\nmetadata: {name: config, namespace: demo}\nspec: {}\n`,
    [
      'f.yaml:3:18 error ProjectConfig/config metadata.name: Kargo refuses a ProjectConfig that hasn\'t its Project\'s name, which is its namespace\'s too (got "config"; allowed "demo"). Name it "demo". [fixed-name]',
    ],
  ],
  ["a ProjectConfig whose namespace is left open", `${kargo}kind: ProjectConfig\nmetadata: {name: a}\nspec: {}\n`, []],
  [
    "a ClusterConfig of another name",
    `${kargo}kind: ClusterConfig\nmetadata: {name: main}\nspec: {}\n`,
    [
      'f.yaml:3:18 error ClusterConfig/main metadata.name: Kargo refuses a ClusterConfig of another name (got "main"; allowed "cluster"). Name it "cluster". [fixed-name]',
    ],
  ],
  ["the ClusterConfig", `${kargo}kind: ClusterConfig\nmetadata: {name: cluster}\nspec: {}\n`, []],
  [
    "a namespace of a Project's name that Kargo may not take",
    `${project}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: demo}\n`,
    [
      'f.yaml:7:1 warning Namespace/demo metadata.labels: A Project has this name, and Kargo refuses it when this Namespace is there before it without its label (got no such label; allowed kargo.akuity.io/project: "true"). Add the label, or leave the Namespace to Kargo. [project-namespace]',
    ],
  ],
  [
    "a namespace that it may take, and one of nobody's",
    `${project}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: demo, labels: {kargo.akuity.io/project: "true"}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n`,
    [],
  ],
  [
    "a text that isn't what it looks like",
    `${project}  annotations: {note: "pr\u043ed"}\n`.replace("{name: demo}\n  ", "\n  name: demo\n  "),
    [
      "f.yaml:5:23 warning Project/demo metadata.annotations.note: This text holds characters that aren't what they look like (got \\u{43e} at 2, which looks like o). Type the text anew. [suspicious-character]",
    ],
  ],
  [
    "a name with control characters",
    project.replace("demo", '"de\\u001b[31mmo"'),
    [
      'f.yaml:3:18 error Project/"de\\u001b[31mmo" metadata.name: Kubernetes doesn\'t take this name (got "de\\u001b[31mmo"; allowed lower case letters, digits, - and ., at most 253 characters). Choose another name. [schema]',
      'f.yaml:3:18 warning Project/"de\\u001b[31mmo" metadata.name: This text holds characters that aren\'t what they look like (got \\u{1b} at 2, which is a control character). Type the text anew. [suspicious-character]',
    ],
  ],
])("%s", (_, text, lines) => {
  expect(told(text)).toEqual(lines);
});

test("what the table of versions says takes the place of what the schema says there", () => {
  const text = `${kargo}kind: Project\nmetadata: {name: demo}\nspec: {promotionPolicies: []}\n`;
  expect(found(text).map(({ rule, path, source }) => ({ rule, path, source }))).toEqual([
    {
      rule: "project-spec",
      path: "Project/demo spec",
      source: "docs/docs/80-release-notes/92-v1.7.0.md#breaking-changes",
    },
  ]);
});

test("an object without a namespace stands where its kustomization puts it", () => {
  const text = `${kargo}kind: ProjectConfig\nmetadata: {name: config}\nspec: {}\n---\n${project}`;
  const read = readManifests("f.yaml", text, false, "demo");
  expect(read.objects.map(({ kind, namespace }) => [kind, namespace])).toEqual([
    ["ProjectConfig", "demo"],
    ["Project", undefined],
  ]);
  expect(checkFile(read, { kargo: "1.11.2", enterprise: false }).map(({ rule }) => rule)).toEqual(["fixed-name"]);
});

const stage = (vars: string, step = "") => `${kargo}kind: Warehouse
metadata: {name: main, namespace: demo}
spec: {subscriptions: [{image: {repoURL: acme/app}}]}
---
${kargo}kind: Stage
metadata: {name: dev, namespace: demo}
spec:
  vars: [{name: image, value: acme/app}]
  requestedFreight: [{origin: {kind: Warehouse, name: main}, sources: {direct: true}}]
  promotionTemplate:
    spec:
      vars: [${vars}]
      steps:
        - {uses: git-clear, config: {path: "\${{ imageFrom(vars.image).Tag }}"}${step}}
`;
const missing = (column: number) =>
  `16:${column} error [repository-not-requested] | Stage/dev spec.promotionTemplate.spec.steps[0].config.path | No Freight that is requested here has anything from this repository, so imageFrom finds nothing | got "acme/ap", a variable's value`;

test.each<[string, string, string, string[]]>([
  ["a variable that always has the right repository", "", "", []],
  ["a variable that always has another one", "{name: image, value: acme/ap}", "", [missing(59)]],
  ["a step's own variable", "", ", vars: [{name: image, value: acme/ap}]", [missing(59)]],
  ["a variable that Kargo works out", '{name: image, value: "${{ ctx.stage }}"}', "", []],
])("a repository by %s", (_, vars, step, lines) => {
  expect(said(stage(vars, step))).toEqual(lines);
});

const policies = (selector: string) => `${project}---
${kargo}kind: ProjectConfig
metadata: {name: demo, namespace: demo}
spec: {promotionPolicies: [{stageSelector: ${selector}, autoPromotionEnabled: true}]}
---
${kargo}kind: Warehouse
metadata: {name: main, namespace: demo}
spec: {subscriptions: [{image: {repoURL: acme/app}}]}
---
${kargo}kind: Stage
metadata: {name: dev, namespace: demo, labels: {tier: test}}
spec: {requestedFreight: [{origin: {kind: Warehouse, name: main}, sources: {direct: true}}]}
`;

test.each([
  ["{matchLabels: {tier: test}}", true],
  ["{matchLabels: {tier: prod}}", false],
  ["{matchExpressions: [{key: tier, operator: In, values: [test, qa]}]}", true],
  ["{matchExpressions: [{key: tier, operator: In, values: [prod]}]}", false],
  ["{matchExpressions: [{key: tier, operator: NotIn, values: [prod]}]}", true],
  ["{matchExpressions: [{key: tier, operator: NotIn, values: [test]}]}", false],
  ["{matchExpressions: [{key: team, operator: NotIn, values: [a]}]}", true],
  ["{matchExpressions: [{key: tier, operator: Exists}]}", true],
  ["{matchExpressions: [{key: team, operator: Exists}]}", false],
  ["{matchExpressions: [{key: team, operator: DoesNotExist}]}", true],
  ["{matchExpressions: [{key: tier, operator: DoesNotExist}]}", false],
  ["{name: dev, matchLabels: {tier: prod}}", false],
])("the stageSelector %s selects: %s", (selector, selects) => {
  expect(found(policies(selector)).map(({ rule }) => rule)).toEqual(selects ? [] : ["unused-policy"]);
});
