import { badDefinitions, ownSteps, step } from "./rows.ts";

const verification = (...list: unknown[]) => ({ "stages.staging.verification": list });
const web = { kind: "web", url: "http://web/healthz", successCondition: "result.ok" };

/** What the catalogue has no number for. */
badDefinitions("other bad input", [
  [
    "expressions",
    "a subscription that isn't there",
    ownSteps(
      step("git-clear", {
        path: { kind: "expression", parts: ["imageFrom(", { subscription: "imge", of: "image" }, ").Tag"] },
      }),
    ),
    [
      `error goserver.stages.prod.promotionTemplate.steps[0].config.path: The Stage's Freight has no image subscription of this name (got "imge"; allowed image). Perhaps "image" is meant. [unknown-subscription]`,
    ],
  ],
  [
    "expressions",
    "a repository that the Freight doesn't carry",
    ownSteps(step("git-clear", { path: "${{ imageFrom('docker.io/acme/other').Tag }}" })),
    [
      'error goserver.stages.prod.promotionTemplate.steps[0].config.path: No Freight that is requested here has anything from this repository, so imageFrom finds nothing (got "docker.io/acme/other"; allowed docker.io/acme/goserver). Perhaps "docker.io/acme/goserver" is meant. [repository-not-requested]',
    ],
  ],
  [
    "expressions",
    "an output of a later step",
    ownSteps(
      step("git-clear", { path: "${{ outputs.later.commit }}" }),
      step("git-clear", { path: "a" }, { as: "later" }),
    ),
    [
      'error goserver.stages.prod.promotionTemplate.steps[0].config.path: No earlier step has this alias (got "outputs.later"; allowed none is defined). Give that step `as`, and let it come before this one. [unknown-step-output]',
    ],
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
    [
      `error goserver.warehouses.main.freightCreationCriteria.expression: This function can't be used here (got "secret()"; allowed in promotion steps, steps of a task, vars, a step's vars, verification arguments). Leave it out, or move the expression. [unknown-function]`,
    ],
  ],
  [
    "steps",
    "a wrong key of a step's config",
    ownSteps(step("git-push", { path: "a", branch: "stage/prod" })),
    [
      'error goserver.stages.prod.promotionTemplate.steps[0].config.branch: There is no such field (got "branch"; allowed force, generateTargetBranch, maxAttempts, path, provider, tag, targetBranch). Remove it, or move it where it belongs. [step-config]',
    ],
  ],
  [
    "steps",
    "a push before its commit",
    ownSteps(step("git-push", { path: "a" }), step("git-commit", { path: "a", message: "m" })),
    [
      `error goserver.stages.prod.promotionTemplate.steps[1]: What is committed after the last push never leaves the promotion's own folder (got "git-commit" after "git-push"). Move it before git-push. [step-order]`,
    ],
  ],
  [
    "steps",
    "another Stage's Application",
    ownSteps(step("argocd-update", { apps: [{ name: "goserver-dev" }] })),
    [
      'error goserver.stages.prod.promotionTemplate.steps[0].config.apps[0].name: No Application of this name lets this Stage sync it (got "goserver-dev"; allowed goserver-prod). Write "goserver-prod". [foreign-application]',
    ],
  ],
  [
    "steps",
    "a wait without an end",
    ownSteps(step("git-wait-for-pr", { repoURL: "https://g.example/a", prNumber: 1 })),
    [
      'error goserver.stages.prod.promotionTemplate.steps[0].retry.timeout: A pull request may stay open for ever, and the promotion with it. Say how long: retry: { timeout: "48h" }. [unbounded-wait]',
    ],
  ],
  [
    "steps",
    "an expression that can't be read",
    ownSteps(step("git-clear", { path: "${{ vars. }}" })),
    [
      'error goserver.stages.prod.promotionTemplate.steps[0].config.path: The expression ends too early (got "}}"). Write the expression as https://expr-lang.org/docs/language-definition describes. [expression-syntax]',
    ],
  ],
  [
    "templates",
    "a template that doesn't exist",
    { "stages.prod.promotionTemplate": { kind: "renderedJsonnet" } },
    [
      `error goserver.stages.prod.promotionTemplate.kind: This isn't one of the choices (got "renderedJsonnet"; allowed renderedKustomize, renderedHelm, kustomizeImage, helmValues, helmChartDependency, yamlFields, configurationOnly, steps). Choose one of them. [unknown-choice]`,
    ],
  ],
  [
    "templates",
    "promotions that feed themselves",
    { "stages.prod.promotionTemplate": { kind: "yamlFields", folder: "k8s", file: "k8s/a.yaml", fields: { a: "b" } } },
    [
      'error goserver.stages.prod.promotionTemplate.branch: Promotions commit to the branch that the Warehouse follows, so each would make new Freight (got "main"). Give the subscription includePaths or excludePaths, or write to another branch. [feedback-loop]',
    ],
  ],
  [
    "warehouses",
    "a criterion nobody asks",
    { "warehouses.main.freightCreationPolicy": "Manual" },
    [
      'error goserver.warehouses.main.freightCreationCriteria: Freight of this Warehouse is assembled by hand, so Kargo never asks the criterion. Remove it, or remove freightCreationPolicy: "Manual". [criterion-without-effect]',
    ],
  ],
  [
    "warehouses",
    "Digest without a tag",
    {
      "warehouses.main.subscriptions": {
        base: { kind: "image", repoURL: "docker.io/acme/base", imageSelectionStrategy: "Digest" },
      },
    },
    [
      'error goserver.warehouses.main.subscriptions.base.constraint: Digest follows one moving tag, and none is named. Write the tag: constraint: "stable". [digest-without-constraint]',
    ],
  ],
  [
    "warehouses",
    "a constraint that is ignored",
    { "warehouses.main.git.semverConstraint": "^1.0.0" },
    [
      'error goserver.warehouses.main.git.semverConstraint: Kargo ignores this with commitSelectionStrategy NewestFromBranch (got "^1.0.0"). Write commitSelectionStrategy: "SemVer", or remove it. [ignored-field]',
    ],
  ],
  [
    "verification",
    "an argument that isn't given",
    verification({ ...web, url: "http://{{args.host}}" }),
    [
      `error goserver.stages.staging.verification[0]: This argument isn't given, so the analysis would end in an error (got "{{args.host}}"; allowed none is given). Give it: args: { host: … }. [undeclared-argument]`,
    ],
  ],
  [
    "verification",
    "more failures than measurements",
    verification({ ...web, count: 3, failureLimit: 3 }),
    [
      "error goserver.stages.staging.verification[0].failureLimit: As many measurements may fail as are made, so this verification always succeeds (got 3 of 3). Allow fewer failures than measurements. [never-fails]",
    ],
  ],
  [
    "verification",
    "two of one name",
    verification(web, web),
    [
      'error goserver.stages.staging.verification[1]: Two verifications of one Stage have one name (got "web"). Give one a name of its own: name: "…". [doubled-name]',
    ],
  ],
  [
    "verification",
    "nothing at all",
    { "stages.staging.argocd": false },
    [
      "warning goserver.stages.staging.argocd: Without Argo CD and without verification Freight counts as verified as soon as it is promoted, and this Stage promotes by itself. Add verification: [ … ]. [nothing-verifies]",
    ],
  ],
  [
    "names",
    "an environment that would have the name of another one's join",
    { "stages.prod.from": ["dev", "staging"], "stages.prod-join": { from: "dev", controlFlow: true } },
    [
      'error goserver.stages.prod-join: Two environments would make a Stage of one name (got "prod-join", also made by "prod"). Rename one of them. [doubled-stage]',
    ],
  ],
  [
    "steps",
    "a step that is tried again for days",
    ownSteps(step("git-clear", { path: "a" }, { retry: { timeout: "2d" } })),
    [
      `error goserver.stages.prod.promotionTemplate.steps[0].retry.timeout: This isn't a duration Kargo takes (got "2d"; allowed whole seconds in all, written with s, m and h: 30s, 90m, 1h30m). Write for example "48h". [duration]`,
    ],
  ],
  [
    "warehouses",
    "two subscriptions of one name",
    { "warehouses.main.subscriptions": { image: { kind: "image", repoURL: "docker.io/acme/base" } } },
    [
      'error goserver.warehouses.main.subscriptions.image: Two subscriptions of one Warehouse have one name (got "image"). Rename one of them. [doubled-name]',
    ],
  ],
  [
    "graph",
    "one upstream twice",
    { "stages.prod.from": ["staging", "staging"] },
    [
      'error goserver.stages.prod.from: One environment stands here twice (got "staging"). Remove one of them. [doubled-upstream]',
    ],
  ],
  [
    "templates",
    "one folder for the Applications of two environments",
    {
      promotionTemplate: {
        kind: "steps",
        steps: [step("git-clear", { path: "a" })],
        source: { path: "k8s", targetRevision: "main" },
      },
    },
    [
      'error goserver.promotionTemplate.source.path: Two environments are rendered from one folder, so a change meant for one reaches both (got "k8s", also of "dev"). Give each environment its own folder; targets of one environment may share theirs. [shared-overlay]',
    ],
  ],
  [
    "templates",
    "one folder written for two environments",
    { promotionTemplate: { kind: "configurationOnly", folder: { perStage: { dev: "a", staging: "b", prod: "a" } } } },
    [
      'error goserver.promotionTemplate.folder.prod: Two environments are rendered from one folder, so a change meant for one reaches both (got "a", also of "dev"). Give each environment its own folder; targets of one environment may share theirs. [shared-overlay]',
    ],
  ],
  [
    "templates",
    "a chart that no Warehouse follows",
    {
      "stages.prod.promotionTemplate": {
        kind: "helmChartDependency",
        branch: "env",
        chart: "charts/web",
        charts: ["chrt"],
      },
    },
    [
      'error goserver.stages.prod.promotionTemplate.charts[0]: The Warehouse has no chart subscription of this name (got "chrt"; allowed none is defined). Define it. [unknown-subscription]',
    ],
  ],
  [
    "steps",
    "an Application's name made with the Stage's, not as Applications are named",
    ownSteps(
      step("argocd-update", {
        apps: [{ name: "${{ ctx.stage }}-${{ ctx.project }}" }, { name: "${{ ctx.project }}-${{ ctx.stage }}" }],
      }),
    ),
    [
      'error goserver.stages.prod.promotionTemplate.steps[0].config.apps[0].name: No Application of this name lets this Stage sync it (got "prod-goserver"; allowed goserver-prod). Write "goserver-prod". [foreign-application]',
    ],
  ],
]);
