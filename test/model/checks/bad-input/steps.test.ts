import { badDefinitions, badManifests, ownSteps, step } from "./rows.ts";

const clear = (path: string, rest: object = {}) => step("git-clear", { path }, rest);
const verification = (...list: unknown[]) => ({ "stages.staging.verification": list });
const config = (policy: string) =>
  `apiVersion: kargo.akuity.io/v1alpha1\nkind: Project\nmetadata: {name: demo}\n---\napiVersion: kargo.akuity.io/v1alpha1\nkind: ProjectConfig\nmetadata: {name: demo, namespace: demo}\nspec:\n  promotionPolicies:\n    - ${policy}\n`;
const stage = (kind: string) =>
  `apiVersion: kargo.akuity.io/v1alpha1\nkind: Project\nmetadata: {name: demo}\n---\napiVersion: kargo.akuity.io/v1alpha1\nkind: Warehouse\nmetadata: {name: main, namespace: demo}\nspec: {subscriptions: [{image: {repoURL: acme/app}}]}\n---\napiVersion: kargo.akuity.io/v1alpha1\nkind: Stage\nmetadata: {name: dev, namespace: demo}\nspec:\n  requestedFreight: [{origin: {kind: Warehouse, name: main}, sources: {direct: true}}]\n  verification: {analysisTemplates: [{name: smoke${kind}}]}\n`;

/** B48–B49: steps. */
badDefinitions("steps", [
  [
    "B48",
    "a step of another edition",
    ownSteps(step("jira", {})),
    [
      `error goserver.stages.prod.promotionTemplate.steps[0].uses: Open-source Kargo doesn't have this step; another edition does (got "jira"; allowed argocd-update, argocd-wait, compose-output, copy, delete, fail, file-write, git-clear, git-clone, git-commit, git-merge-pr, git-open-pr, git-push, git-tag, git-wait-for-pr, github-push, helm-template, helm-update-chart, http, http-download, json-parse, json-update, kustomize-build, kustomize-set-image, oci-download, oci-push, set-freight-alias, set-metadata, toml-parse, toml-update, untar, yaml-merge, yaml-parse, yaml-update). Write otherEditionStep(…, { reason }) if yours has it. [unknown-step]`,
    ],
  ],
  [
    "B49",
    "an alias twice",
    ownSteps(clear("a", { as: "x" }), clear("b", { as: "x" })),
    [
      'error goserver.stages.prod.promotionTemplate.steps[1].as: Two steps have one alias (got "x"). Rename one of them. [doubled-alias]',
    ],
  ],
  [
    "B49",
    "an alias Kargo keeps for itself",
    ownSteps(clear("a", { as: "step-1" })),
    [
      'error goserver.stages.prod.promotionTemplate.steps[0].as: Kargo keeps such aliases for steps without one (got "step-1"). Choose another alias. [reserved-alias]',
    ],
  ],
  [
    "B49",
    "a call of a task with a condition",
    ownSteps({ kind: "task", name: "x", if: "${{ always() }}" }),
    [
      "error goserver.stages.prod.promotionTemplate.steps[0].if: This key isn't known here (allowed kind, name, cluster, as, vars). A call of a task takes none; write it on the task's own steps. [unknown-key]",
    ],
  ],
  [
    "B49",
    "a call of a task with a config",
    ownSteps({ kind: "task", name: "x", config: { a: 1 } }),
    [
      "error goserver.stages.prod.promotionTemplate.steps[0].config: This key isn't known here (allowed kind, name, cluster, as, vars). A call of a task takes none; write it on the task's own steps. [unknown-key]",
    ],
  ],
  [
    "B49",
    "a step that doesn't exist",
    ownSteps(step("git-comit", { path: "a" })),
    [
      'error goserver.stages.prod.promotionTemplate.steps[0].uses: There is no such promotion step (got "git-comit"; allowed argocd-update, argocd-wait, compose-output, copy, delete, fail, file-write, git-clear, git-clone, git-commit, git-merge-pr, git-open-pr, git-push, git-tag, git-wait-for-pr, github-push, helm-template, helm-update-chart, http, http-download, json-parse, json-update, kustomize-build, kustomize-set-image, oci-download, oci-push, set-freight-alias, set-metadata, toml-parse, toml-update, untar, yaml-merge, yaml-parse, yaml-update). Perhaps "git-commit" is meant. [unknown-step]',
    ],
  ],
  [
    "B49",
    "a task that doesn't exist",
    ownSteps({ kind: "task", name: "x" }),
    [
      'error goserver.stages.prod.promotionTemplate.steps[0].name: There is no PromotionTask of this name (got "x"; allowed none is defined). Define it under promotionTasks. [unknown-task]',
    ],
  ],
]);

/** B50: verification. */
badDefinitions("verification", [
  [
    "B50",
    "a verification of an unknown kind",
    verification({ kind: "analysisTemplte", name: "smoke" }),
    [
      `error goserver.stages.staging.verification[0].kind: This isn't one of the choices (got "analysisTemplte"; allowed prometheus, datadog, cloudWatch, web, job, analysisTemplate). Perhaps "analysisTemplate" is meant. [unknown-choice]`,
    ],
  ],
  [
    "B50",
    "an argument that isn't given",
    verification({ kind: "web", url: "http://{{args.host}}", successCondition: "result.ok" }),
    [
      `error goserver.stages.staging.verification[0]: This argument isn't given, so the analysis would end in an error (got "{{args.host}}"; allowed none is given). Give it: args: { host: … }. [undeclared-argument]`,
    ],
  ],
]);

badManifests("steps and verification in manifests", [
  [
    "B48",
    "a field of another edition",
    config("{stageSelector: {name: dev}, autoRollback: {onPromotion: [Failed]}}"),
    [
      "f.yaml:10:36 warning ProjectConfig/demo spec.promotionPolicies[0].autoRollback: Kargo's open source ignores autoRollback. Remove it, and promote older Freight by hand when it is needed. [auto-rollback]",
    ],
  ],
  [
    "B50",
    "an AnalysisTemplate that isn't there",
    stage(""),
    [
      'f.yaml:15:45 error Stage/dev spec.verification.analysisTemplates[0].name: There is no AnalysisTemplate of this name in namespace demo (got "smoke"). Add the AnalysisTemplate, or name another. [unknown-analysis-template]',
    ],
  ],
  [
    "B50",
    "a misspelt kind of AnalysisTemplate",
    stage(", kind: ClusterAnalysisTemplte"),
    [
      'f.yaml:15:58 error Stage/dev spec.verification.analysisTemplates[0].kind: The value is not among those allowed (got "ClusterAnalysisTemplte"; allowed AnalysisTemplate, ClusterAnalysisTemplate). Perhaps "ClusterAnalysisTemplate" is meant. [schema]',
      'f.yaml:15:45 error Stage/dev spec.verification.analysisTemplates[0].name: There is no AnalysisTemplate of this name in namespace demo (got "smoke"). Add the AnalysisTemplate, or name another. [unknown-analysis-template]',
    ],
  ],
]);
