/** Bad input of every kind, each with everything that is said about it. Ids are those of the project's catalogue. */
import { expect, test } from "vitest";
import { check } from "../../../model/check.ts";
import { formatProblem } from "../../../model/problem.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { edited } from "../sample.ts";

const origin = (value: unknown) => ({ "stages.staging.from": { main: value } });
const ownSteps = (...steps: unknown[]) => ({ "stages.prod.promotionTemplate": { kind: "steps", steps } });
const step = (uses: string, config: unknown, rest: object = {}) => ({ kind: "step", uses, config, ...rest });
const verification = (...list: unknown[]) => ({ "stages.staging.verification": list });
const web = { kind: "web", url: "http://web/healthz", successCondition: "result.ok" };

const rows: readonly (readonly [id: string, what: string, changes: Record<string, unknown>])[] = [
  [
    "B16",
    "a version range that isn't one",
    {
      "warehouses.main.subscriptions": { base: { kind: "image", repoURL: "docker.io/acme/base", constraint: ">=1 <" } },
    },
  ],
  ["B17", "a pattern with a lookahead", { "warehouses.main.image.allowTagsRegexes": ["^(?!v)x$"] }],
  ["B18", "a pattern that lets everything through", { "warehouses.main.image.allowTagsRegexes": [".*"] }],
  ["B21", "a branch with two dots", { "warehouses.main.git.branch": "a..b" }],
  [
    "B22",
    "latest as a version range",
    {
      "warehouses.main.subscriptions": {
        base: { kind: "image", repoURL: "docker.io/acme/base", constraint: "latest" },
      },
    },
  ],
  ["B23", "a platform with a dash", { "warehouses.main.image.platform": "linux-amd64" }],
  ["B34", "a letter that looks like another", { "stages.prod.shard": "e\u0443" }],
  [
    "expressions",
    "a subscription that isn't there",
    ownSteps(
      step("git-clear", {
        path: { kind: "expression", parts: ["imageFrom(", { subscription: "imge", of: "image" }, ").Tag"] },
      }),
    ),
  ],
  [
    "expressions",
    "a repository that the Freight doesn't carry",
    ownSteps(step("git-clear", { path: "${{ imageFrom('docker.io/acme/other').Tag }}" })),
  ],
  [
    "expressions",
    "an output of a later step",
    ownSteps(
      step("git-clear", { path: "${{ outputs.later.commit }}" }),
      step("git-clear", { path: "a" }, { as: "later" }),
    ),
  ],
  [
    "expressions",
    "a function that a criterion hasn't",
    {
      "warehouses.main.freightCreationCriteria": {
        kind: "criterion",
        expression: { kind: "expression", parts: ["secret('a').b == 'c'"] },
      },
    },
  ],
  ["B01", "no environments", { stages: {} }],
  ["B02", "two targets of one name", { "stages.staging.targets": ["eu", "eu"] }],
  ["B03", "a name with a capital letter", { "stages.Prod": { from: "staging" } }],
  ["B05", "a namespace that is taken", { app: "kargo-shared-resources" }],
  ["B07", "a name that YAML reads as a number is only a name", { "stages.e1": { from: "dev", controlFlow: true } }],
  ["B08", "a misspelt upstream", { "stages.prod.from": ["stging", "dev"] }],
  ["B09", "a circle through a list", { "stages.staging.from": ["dev", "prod"] }],
  ["B10", "no entry", { "stages.dev.from": { main: { stages: "prod" } } }],
  ["B11", "neither direct nor stages", origin({})],
  [
    "B12",
    "direct beside stages on a protected environment",
    { "stages.prod.from": { main: { direct: true, stages: "staging" } } },
  ],
  [
    "B13",
    "MatchUpstream with two upstreams",
    { "stages.prod.from": ["dev", "staging"], "stages.prod.selectionPolicy": "MatchUpstream" },
  ],
  ["B14", "a soak time of a day", { "stages.prod.from": { main: { stages: "staging", requiredSoakTime: "1d" } } }],
  ["B15", "a soak time straight from a Warehouse", origin({ direct: true, requiredSoakTime: "1h" })],
  [
    "B19",
    "a chart without its name",
    { "warehouses.main.chart": { kind: "chart", repoURL: "https://charts.example" } },
  ],
  [
    "B19",
    "a chart with its name twice",
    { "warehouses.main.chart": { kind: "chart", repoURL: "oci://r.example/web", name: "web" } },
  ],
  [
    "B20",
    "a chart's URL with credentials",
    { "warehouses.main.chart": { kind: "chart", repoURL: "oci://bob:hunter2@r.example/web" } },
  ],
  ["B20", "a repository of a template over ssh", { "promotionTemplate.repoURL": "git@github.com:acme/goserver.git" }],
  [
    "B24",
    "a discoveryLimit of 0, and as text",
    { "warehouses.main.image.discoveryLimit": 0, "warehouses.main.git.discoveryLimit": "20" },
  ],
  [
    "B25",
    "no subscriptions",
    { "warehouses.more": { interval: "5m" }, "stages.more": { from: { more: { direct: true } }, controlFlow: true } },
  ],
  [
    "B25",
    "one repository twice",
    { "warehouses.main.subscriptions": { again: { kind: "git", repoURL: "https://github.com/acme/goserver.git" } } },
  ],
  ["B31", "an unknown key below a Warehouse's request", origin({ stages: "dev", soakTme: "1h" })],
  ["B32", "a list for a map", { "stages.prod.vars": ["a"] }],
  ["B35", "a path out of the repository", { "promotionTemplate.overlays.prod": "../../etc" }],
  ["B36", "an expression where a name goes", { "stages.prod.targets": ["${{ secrets.X }}"] }],
  ["B48", "a step of another edition", ownSteps(step("jira", {}))],
  [
    "B49",
    "an alias twice",
    ownSteps(step("git-clear", { path: "a" }, { as: "x" }), step("git-clear", { path: "b" }, { as: "x" })),
  ],
  ["B49", "an alias Kargo keeps for itself", ownSteps(step("git-clear", { path: "a" }, { as: "step-1" }))],
  ["B49", "a step that doesn't exist", ownSteps(step("git-comit", { path: "a" }))],
  ["B49", "a call of a task with a condition", ownSteps({ kind: "task", name: "x", if: "${{ always() }}" })],
  ["B49", "a task that doesn't exist", ownSteps({ kind: "task", name: "x" })],
  ["steps", "a wrong key of a step's config", ownSteps(step("git-push", { path: "a", branch: "stage/prod" }))],
  [
    "steps",
    "a push before its commit",
    ownSteps(step("git-push", { path: "a" }), step("git-commit", { path: "a", message: "m" })),
  ],
  ["steps", "another Stage's Application", ownSteps(step("argocd-update", { apps: [{ name: "goserver-dev" }] }))],
  [
    "steps",
    "a wait without an end",
    ownSteps(step("git-wait-for-pr", { repoURL: "https://g.example/a", prNumber: 1 })),
  ],
  ["steps", "an expression that can't be read", ownSteps(step("git-clear", { path: "${{ vars. }}" }))],
  ["templates", "a template that doesn't exist", { "stages.prod.promotionTemplate": { kind: "renderedJsonnet" } }],
  [
    "templates",
    "promotions that feed themselves",
    { "stages.prod.promotionTemplate": { kind: "yamlFields", folder: "k8s", file: "k8s/a.yaml", fields: { a: "b" } } },
  ],
  ["warehouses", "a criterion nobody asks", { "warehouses.main.freightCreationPolicy": "Manual" }],
  [
    "warehouses",
    "Digest without a tag",
    {
      "warehouses.main.subscriptions": {
        base: { kind: "image", repoURL: "docker.io/acme/base", imageSelectionStrategy: "Digest" },
      },
    },
  ],
  ["warehouses", "a constraint that is ignored", { "warehouses.main.git.semverConstraint": "^1.0.0" }],
  ["verification", "an argument that isn't given", verification({ ...web, url: "http://{{args.host}}" })],
  ["verification", "more failures than measurements", verification({ ...web, count: 3, failureLimit: 3 })],
  ["verification", "two of one name", verification(web, web)],
  ["verification", "nothing at all", { "stages.staging.argocd": false }],
];

test("bad input is told with its exact messages", () => {
  const told = rows.map(([id, what, changes]) => [
    `${id} ${what}`,
    check(edited(changes), defaultSettings).map(formatProblem),
  ]);
  expect(Object.fromEntries(told)).toMatchInlineSnapshot(`
    {
      "B01 no environments": [
        "error goserver.stages: This has the wrong type or range (got an empty object; allowed an object with at least one environment). Write an object with at least one environment. [wrong-type]",
        "warning goserver.warehouses.main: No Stage takes Freight from this Warehouse. Feed a Stage with from: warehouse("main"), or remove it. [unused-warehouse]",
      ],
      "B02 two targets of one name": [
        "error goserver.promotionTemplate.overlays.staging-eu: This has the wrong type or range (got nothing; allowed the Stage's folder as text). Write the Stage's folder as text. [wrong-type]",
        "error goserver.stages.staging: Two targets have one name (got "staging-eu", also made by "staging"). Rename one of them. [doubled-stage]",
      ],
      "B03 a name with a capital letter": [
        "error goserver.promotionTemplate.overlays.Prod: This has the wrong type or range (got nothing; allowed the Stage's folder as text). Write the Stage's folder as text. [wrong-type]",
        "error goserver.stages.Prod: This environment name can't be used in Kubernetes (got "Prod"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "prod". [name]",
      ],
      "B05 a namespace that is taken": [
        "error kargo-shared-resources.app: The app's name is also its namespace's, and that namespace is taken (got "kargo-shared-resources"). Choose another name. [reserved-name]",
      ],
      "B07 a name that YAML reads as a number is only a name": [],
      "B08 a misspelt upstream": [
        "error goserver.stages.prod.from: There is no environment of this name (got "stging"; allowed dev, staging). Perhaps "staging" is meant. [unknown-upstream]",
      ],
      "B09 a circle through a list": [
        "error goserver.stages.prod.from: These environments feed each other in a circle (got "prod" takes from "staging" takes from "prod"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]",
        "error goserver.stages.staging.from: These environments feed each other in a circle (got "staging" takes from "prod" takes from "staging"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]",
      ],
      "B10 no entry": [
        "error goserver.stages: No environment takes Freight from a Warehouse, so none will ever get any. Feed the first one with from: warehouse("main"). [no-entry]",
        "error goserver.stages.dev.from: These environments feed each other in a circle (got "dev" takes from "prod" takes from "staging" takes from "dev"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]",
        "error goserver.stages.prod.from: These environments feed each other in a circle (got "prod" takes from "staging" takes from "dev" takes from "prod"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]",
        "error goserver.stages.staging.from: These environments feed each other in a circle (got "staging" takes from "dev" takes from "prod" takes from "staging"). Feed one of them from a Warehouse: from: warehouse("…"). [cycle]",
        "warning goserver.warehouses.main: No Stage takes Freight from this Warehouse. Feed a Stage with from: warehouse("main"), or remove it. [unused-warehouse]",
      ],
      "B11 neither direct nor stages": [
        "error goserver.stages.staging.from.main: Kargo accepts a request without a source, and the Stage then never gets Freight (got "main"; allowed { direct: true } or { stages }). Write { direct: true }, or { stages: "…" }. [no-source]",
      ],
      "B12 direct beside stages on a protected environment": [
        "error goserver.stages.prod.from: A protected Stage takes Freight straight from a Warehouse (got warehouse("main"); allowed the name of an upstream environment). Feed it from an upstream Stage instead, or don't protect it. [G01]",
        "error goserver.stages.prod.from.main: Kargo lets all Freight of the Warehouse in when direct is true, so the upstream Stages would gate nothing (got direct and stages: staging). Remove one of them. [direct-with-upstreams]",
      ],
      "B13 MatchUpstream with two upstreams": [
        "error goserver.stages.prod.selectionPolicy: MatchUpstream takes what the one upstream Stage has now, so there must be exactly one (got dev, staging). Take from a single Stage, or remove it. [match-upstream]",
      ],
      "B14 a soak time of a day": [
        "error goserver.stages.prod.from.main.requiredSoakTime: This isn't a duration Kargo takes (got "1d"; allowed whole seconds in all, written with s, m and h: 30s, 90m, 1h30m). Write "24h". [duration]",
      ],
      "B15 a soak time straight from a Warehouse": [
        "error goserver.stages.staging.from.main.requiredSoakTime: Freight straight from a Warehouse has soaked nowhere, so Kargo ignores this (got "1h"). Remove it, or take Freight from an upstream Stage. [soak-without-upstream]",
      ],
      "B16 a version range that isn't one": [
        "error goserver.warehouses.main.subscriptions.base.constraint: Kargo can't read this version range: There is no version behind < (got ">=1 <"; allowed ranges as Masterminds/semver reads them, such as "^1.2", "~1.2.3", ">=1.2, <2" or "1.x || 2.x"). Write a range; a comma or a blank between two means that both must hold. [semver-constraint]",
      ],
      "B17 a pattern with a lookahead": [
        "error goserver.warehouses.main.image.allowTagsRegexes[0]: Kargo takes this pattern and can't compile it when it looks for tags: RE2 can't look ahead or behind: "(?!" (got "^(?!v)x$"; allowed RE2's syntax, which has no lookahead, lookbehind or backreferences). Leave that part out; tags to leave out are named under ignoreTagsRegexes. [re2-pattern]",
      ],
      "B18 a pattern that lets everything through": [
        "warning goserver.warehouses.main.image.allowTagsRegexes[0]: This pattern lets every tag through, so NewestBuild reads every image of the repository, and registries limit that (got ".*"). Match only the tags that are released, for example "^[0-9a-f]{40}$". [pattern-matches-all]",
      ],
      "B19 a chart with its name twice": [
        "error goserver.warehouses.main.chart.name: An oci:// URL names the chart already (got "web"). Remove the name. [chart-name]",
      ],
      "B19 a chart without its name": [
        "error goserver.warehouses.main.chart.name: A chart repository holds many charts, and none is named. Write the chart's name: name: "…". [chart-name]",
      ],
      "B20 a chart's URL with credentials": [
        "error goserver.warehouses.main.chart.repoURL: A URL in a definition never holds credentials: it is stored in Git, in the cluster and shown to everyone (got "oci://…@r.example/web"; allowed an oci:// URL of the chart, or an https:// URL of its repository). Remove them and revoke them. [chart-repository]",
      ],
      "B20 a repository of a template over ssh": [
        "error goserver.promotionTemplate.repoURL: Kargo gives up Git over SSH with 1.13, so only https is taken (got "git@github.com:acme/goserver.git"; allowed an https:// URL; http:// for a loopback address only). Write the repository's https:// URL. [git-repository]",
      ],
      "B21 a branch with two dots": [
        "error goserver.warehouses.main.git.branch: This isn't a branch's name (got "a..b"; allowed letters, digits and . _ / - between them, at most 255). Write the branch's short name, such as "main". [branch]",
      ],
      "B22 latest as a version range": [
        "error goserver.warehouses.main.subscriptions.base.constraint: Kargo can't read this version range: "latest" isn't a version (got "latest"; allowed ranges as Masterminds/semver reads them, such as "^1.2", "~1.2.3", ">=1.2, <2" or "1.x || 2.x"). Write a range; a comma or a blank between two means that both must hold. [semver-constraint]",
      ],
      "B23 a platform with a dash": [
        "error goserver.warehouses.main.image.platform: This isn't a platform (got "linux-amd64"; allowed <os>/<arch>). Write for example "linux/amd64". [platform]",
      ],
      "B24 a discoveryLimit of 0, and as text": [
        "error goserver.warehouses.main.git.discoveryLimit: This has the wrong type or range (got "20"; allowed a whole number from 1 to 100). Write a whole number from 1 to 100. [wrong-type]",
        "error goserver.warehouses.main.image.discoveryLimit: This has the wrong type or range (got 0; allowed a whole number from 1 to 100). Write a whole number from 1 to 100. [wrong-type]",
      ],
      "B25 no subscriptions": [
        "error goserver.warehouses.more: A Warehouse without subscriptions makes no Freight. Add one: image: image("…"), git: git("…") or chart: chart("…"). [no-subscription]",
      ],
      "B25 one repository twice": [
        "error goserver.promotionTemplate.repoURL: The Stage's Freight has commits of several repositories, and the template works in one (allowed "https://github.com/acme/goserver", "https://github.com/acme/goserver.git"). Write which: repoURL. [which-repository]",
        "error goserver.warehouses.main.subscriptions.again: Two subscriptions of one Warehouse follow one repository; Kargo 1.11.2 accepts that and then makes no Freight (got "https://github.com/acme/goserver.git", also of "git"). Put them in two Warehouses, or remove one. [doubled-subscription]",
      ],
      "B31 an unknown key below a Warehouse's request": [
        "error goserver.stages.staging.from.main.soakTme: This key isn't known here (allowed direct, stages, requiredSoakTime, availabilityStrategy, selectionPolicy). Perhaps "requiredSoakTime" is meant. [unknown-key]",
      ],
      "B32 a list for a map": [
        "error goserver.stages.prod.vars: This has the wrong type or range (got a list; allowed an object from name to value). Write an object from name to value. [wrong-type]",
      ],
      "B34 a letter that looks like another": [
        "error goserver.stages.prod.shard: This text holds characters that aren't what they look like (got \\u{443} at 1, which looks like y). Type the text anew. [suspicious-character]",
      ],
      "B35 a path out of the repository": [
        "error goserver.promotionTemplate.overlays.prod: This isn't a folder inside the repository (got "../../etc"; allowed a path from the repository's root with / between names, such as "k8s/base"). Write the folder's path without . and .. and without spaces. [folder]",
      ],
      "B36 an expression where a name goes": [
        "error goserver.promotionTemplate.overlays["prod-\${{ secrets.X }}"]: This has the wrong type or range (got nothing; allowed the Stage's folder as text). Write the Stage's folder as text. [wrong-type]",
        "error goserver.stages.prod.targets[0]: This target name can't be used in Kubernetes (got "\${{ secrets.X }}"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "secrets-x". [name]",
      ],
      "B48 a step of another edition": [
        "error goserver.stages.prod.promotionTemplate.steps[0].uses: Open-source Kargo doesn't have this step; another edition does (got "jira"; allowed argocd-update, argocd-wait, compose-output, copy, delete, fail, file-write, git-clear, git-clone, git-commit, git-merge-pr, git-open-pr, git-push, git-tag, git-wait-for-pr, github-push, helm-template, helm-update-chart, http, http-download, json-parse, json-update, kustomize-build, kustomize-set-image, oci-download, oci-push, set-freight-alias, set-metadata, toml-parse, toml-update, untar, yaml-merge, yaml-parse, yaml-update). Write otherEditionStep(…, { reason }) if yours has it. [unknown-step]",
      ],
      "B49 a call of a task with a condition": [
        "error goserver.stages.prod.promotionTemplate.steps[0].if: This key isn't known here (allowed kind, name, cluster, as, vars). Remove it. [unknown-key]",
      ],
      "B49 a step that doesn't exist": [
        "error goserver.stages.prod.promotionTemplate.steps[0].uses: There is no such promotion step (got "git-comit"; allowed argocd-update, argocd-wait, compose-output, copy, delete, fail, file-write, git-clear, git-clone, git-commit, git-merge-pr, git-open-pr, git-push, git-tag, git-wait-for-pr, github-push, helm-template, helm-update-chart, http, http-download, json-parse, json-update, kustomize-build, kustomize-set-image, oci-download, oci-push, set-freight-alias, set-metadata, toml-parse, toml-update, untar, yaml-merge, yaml-parse, yaml-update). Perhaps "git-commit" is meant. [unknown-step]",
      ],
      "B49 a task that doesn't exist": [
        "error goserver.stages.prod.promotionTemplate.steps[0].name: There is no PromotionTask of this name (got "x"; allowed none is defined). Define it under promotionTasks. [unknown-task]",
      ],
      "B49 an alias Kargo keeps for itself": [
        "error goserver.stages.prod.promotionTemplate.steps[0].as: Kargo keeps such aliases for steps without one (got "step-1"). Choose another alias. [reserved-alias]",
      ],
      "B49 an alias twice": [
        "error goserver.stages.prod.promotionTemplate.steps[1].as: Two steps have one alias (got "x"). Rename one of them. [doubled-alias]",
      ],
      "expressions a function that a criterion hasn't": [
        "error goserver.warehouses.main.freightCreationCriteria.expression: This function can't be used here (got "secret()"; allowed in promotion steps, steps of a task, vars, a step's vars, verification arguments). Leave it out, or move the expression. [unknown-function]",
      ],
      "expressions a repository that the Freight doesn't carry": [
        "error goserver.stages.prod.promotionTemplate.steps[0].config.path: No Freight that is requested here has anything from this repository, so imageFrom finds nothing (got "docker.io/acme/other"; allowed docker.io/acme/goserver). Perhaps "docker.io/acme/goserver" is meant. [repository-not-requested]",
      ],
      "expressions a subscription that isn't there": [
        "error goserver.stages.prod.promotionTemplate.steps[0].config.path: The Stage's Freight has no image subscription of this name (got "imge"; allowed image). Perhaps "image" is meant. [unknown-subscription]",
      ],
      "expressions an output of a later step": [
        "error goserver.stages.prod.promotionTemplate.steps[0].config.path: No earlier step has this alias (got "outputs.later"; allowed none is defined). Give that step \`as\`, and let it come before this one. [unknown-step-output]",
      ],
      "steps a push before its commit": [
        "error goserver.stages.prod.promotionTemplate.steps[1]: What is committed after the last push never leaves the promotion's own folder (got "git-commit" after "git-push"). Move it before git-push. [step-order]",
      ],
      "steps a wait without an end": [
        "error goserver.stages.prod.promotionTemplate.steps[0].retry.timeout: A pull request may stay open for ever, and the promotion with it. Say how long: retry: { timeout: "48h" }. [unbounded-wait]",
      ],
      "steps a wrong key of a step's config": [
        "error goserver.stages.prod.promotionTemplate.steps[0].config.branch: There is no such field (got "branch"; allowed force, generateTargetBranch, maxAttempts, path, provider, tag, targetBranch). Remove it, or move it where it belongs. [step-config]",
      ],
      "steps an expression that can't be read": [
        "error goserver.stages.prod.promotionTemplate.steps[0].config.path: The expression ends too early (got "}}"). Write the expression as https://expr-lang.org/docs/language-definition describes. [expression-syntax]",
      ],
      "steps another Stage's Application": [
        "error goserver.stages.prod.promotionTemplate.steps[0].config.apps[0].name: No Application of this name lets this Stage sync it (got "goserver-dev"; allowed goserver-prod). Write "goserver-prod". [foreign-application]",
      ],
      "templates a template that doesn't exist": [
        "error goserver.stages.prod.promotionTemplate.kind: This isn't one of the choices (got "renderedJsonnet"; allowed renderedKustomize, renderedHelm, kustomizeImage, helmValues, helmChartDependency, yamlFields, configurationOnly, steps). Choose one of them. [unknown-choice]",
      ],
      "templates promotions that feed themselves": [
        "error goserver.stages.prod.promotionTemplate.branch: Promotions commit to the branch that the Warehouse follows, so each would make new Freight (got "main"). Give the subscription includePaths or excludePaths, or write to another branch. [feedback-loop]",
      ],
      "verification an argument that isn't given": [
        "error goserver.stages.staging.verification[0]: This argument isn't given, so the analysis would end in an error (got "{{args.host}}"; allowed none is given). Give it: args: { host: … }. [undeclared-argument]",
      ],
      "verification more failures than measurements": [
        "error goserver.stages.staging.verification[0].failureLimit: As many measurements may fail as are made, so this verification always succeeds (got 3 of 3). Allow fewer failures than measurements. [never-fails]",
      ],
      "verification nothing at all": [
        "warning goserver.stages.staging.argocd: Without Argo CD and without verification Freight counts as verified as soon as it is promoted, and this Stage promotes by itself. Add verification: [ … ]. [nothing-verifies]",
      ],
      "verification two of one name": [
        "error goserver.stages.staging.verification[1]: Two verifications of one Stage have one name (got "web"). Give one a name of its own: name: "…". [doubled-name]",
      ],
      "warehouses Digest without a tag": [
        "error goserver.warehouses.main.subscriptions.base.constraint: Digest follows one moving tag, and none is named. Write the tag: constraint: "stable". [digest-without-constraint]",
      ],
      "warehouses a constraint that is ignored": [
        "error goserver.warehouses.main.git.semverConstraint: Kargo ignores this with commitSelectionStrategy NewestFromBranch (got "^1.0.0"). Write commitSelectionStrategy: "SemVer", or remove it. [ignored-field]",
      ],
      "warehouses a criterion nobody asks": [
        "error goserver.warehouses.main.freightCreationCriteria: Freight of this Warehouse is assembled by hand, so Kargo never asks the criterion. Remove it, or remove freightCreationPolicy: "Manual". [criterion-without-effect]",
      ],
    }
  `);
});
