/** For each row of the table that is written by hand: an object it is about, and one much like it that it isn't. */

type Fields = Readonly<Record<string, unknown>>;

const kargo = (kind: string, spec: Fields): Fields => ({
  apiVersion: "kargo.akuity.io/v1alpha1",
  kind,
  metadata: { name: "example", namespace: "goserver" },
  spec,
});
export const stageWith = (...steps: Fields[]): Fields =>
  kargo("Stage", { requestedFreight: [], promotionTemplate: { spec: { steps } } });
const step = (uses: string, config: Fields): Fields => stageWith({ uses, config });
const image = (fields: Fields): Fields =>
  kargo("Warehouse", { subscriptions: [{ image: { repoURL: "a/b", ...fields } }] });
const git = (fields: Fields): Fields => kargo("Warehouse", { subscriptions: [{ git: fields }] });
const policy = (fields: Fields): Fields => kargo("ProjectConfig", { promotionPolicies: [fields] });
const core = (kind: string, name: string, rest: Fields): Fields => ({
  apiVersion: "v1",
  kind,
  metadata: { name },
  ...rest,
});
const noted = (kind: string, key: "labels" | "annotations", map: Fields): Fields => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "example", [key]: map },
});
const application = (annotation: string): Fields => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Application",
  metadata: { name: "example", annotations: { "kargo.akuity.io/authorized-stage": annotation } },
});
const argocd = (kind: string, spec: Fields): Fields => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind,
  metadata: { name: "example" },
  spec,
});
const message = (text: string): Fields => step("git-commit", { path: "./out", message: text });
const opened = { uses: "git-open-pr", as: "pr", config: {} };
const waits = (prNumber: string): Fields => ({ uses: "git-wait-for-pr", config: { prNumber } });

/** Row id → [recognised, not recognised]. */
export const examples: Readonly<Record<string, readonly [Fields, Fields]>> = {
  "promotion-mechanisms": [kargo("Stage", { promotionMechanisms: {} }), kargo("Stage", { promotionTemplate: {} })],
  "stage-subscriptions": [kargo("Stage", { subscriptions: {} }), kargo("Warehouse", { subscriptions: [] })],
  "project-secret-label": [
    noted("Secret", "labels", { "kargo.akuity.io/project-secret": "true" }),
    noted("Secret", "labels", { "kargo.akuity.io/cred-type": "generic" }),
  ],
  "project-spec": [kargo("Project", { promotionPolicies: [] }), kargo("ProjectConfig", { promotionPolicies: [] })],
  "image-git-repo-url": [image({ gitRepoURL: "https://example.com/a" }), git({ repoURL: "https://example.com/a" })],
  "promotion-policy-stage": [policy({ stage: "dev" }), policy({ stageSelector: { name: "dev" } })],
  "claim-annotations": [
    noted("ServiceAccount", "annotations", { "rbac.kargo.akuity.io/claim.groups": "devops" }),
    noted("ServiceAccount", "annotations", { "rbac.kargo.akuity.io/claims": "{}" }),
  ],
  "image-semver-constraint": [image({ semverConstraint: "^1.0.0" }), git({ semverConstraint: "^1.0.0" })],
  "allow-tags": [git({ allowTags: "^v" }), image({ allowTags: "" })],
  "ignore-tags": [image({ ignoreTags: ["latest"] }), image({ ignoreTags: [] })],
  "pinned-stages-move": [policy({ autoPromotionEnabled: true }), policy({ autoPromotionEnabled: false })],
  "auto-rollback": [policy({ autoRollback: {} }), policy({ autoPromotionEnabled: true })],
  "promotion-windows": [kargo("ClusterConfig", { promotionWindows: [] }), kargo("ClusterConfig", { gitClient: {} })],
  "authorized-stage-glob": [application("goserver:*"), application("goserver:dev")],
  "authorized-stage-list": [application("goserver:dev,goserver:prod"), application("goserver:dev")],
  "default-service-account-value": [
    { rbac: { useDefaultServiceAccount: true } },
    { rbac: { installClusterRoles: true } },
  ],
  "automount-value": [{ rbac: { disableAutomountServiceAccountToken: true } }, { rbac: {} }],
  "global-credentials": [
    argocd("Application", {
      source: { chart: "kargo", helm: { valuesObject: { controller: { globalCredentials: { namespaces: ["a"] } } } } },
    }),
    argocd("Application", {
      source: { chart: "other", helm: { valuesObject: { controller: { globalCredentials: { namespaces: ["a"] } } } } },
    }),
  ],
  "cluster-secrets-namespace": [
    { global: { clusterSecretsNamespace: "kargo-cluster-secrets" } },
    { global: { systemResources: { namespace: "kargo-system-resources" } } },
  ],
  "nested-selectors": [
    argocd("ApplicationSet", { applyNestedSelectors: false }),
    argocd("ApplicationSet", { applyNestedSelectors: true }),
  ],
  "argocd-cm-repositories": [
    core("ConfigMap", "argocd-cm", { data: { repositories: "- url: https://example.com" } }),
    core("ConfigMap", "other", { data: { repositories: "- url: https://example.com" } }),
  ],
  "hydration-root": [
    argocd("Application", { sourceHydrator: { syncSource: { path: "." } } }),
    argocd("Application", { sourceHydrator: { syncSource: { path: "apps/goserver" } } }),
  ],
  "helm-version": [
    argocd("Application", { source: { helm: { version: "v3" } } }),
    argocd("Application", { source: { helm: { releaseName: "v3" } } }),
  ],
  "plain-http-oci": [
    core("Secret", "charts", { stringData: { enableOCI: "true", url: "oci://registry.local/charts" } }),
    core("Secret", "charts", {
      stringData: { enableOCI: "true", url: "oci://registry.local/charts", insecureOCIForceHttp: "true" },
    }),
  ],
  "signature-keys": [
    argocd("AppProject", { signatureKeys: [{ keyID: "4AEE18F83AFDEB23" }] }),
    argocd("AppProject", { description: "signatureKeys" }),
  ],
  "step-origin-fields": [
    step("argocd-update", { apps: [{ sources: [{ kustomize: { fromOrigin: { name: "main" } } }] }] }),
    step("argocd-update", { apps: [{ name: "fromOrigin" }] }),
  ],
  "step-from-freight": [
    step("git-clone", { checkout: [{ fromFreight: true, path: "./src" }] }),
    step("git-clone", { checkout: [{ branch: "main", path: "./src" }] }),
  ],
  "argocd-update-commit-from-step": [
    step("argocd-update", { apps: [{ sources: [{ desiredCommitFromStep: "commit" }] }] }),
    step("argocd-update", { apps: [{ sources: [{ desiredRevision: "abc" }] }] }),
  ],
  "git-open-pr-branch-from-step": [
    step("git-open-pr", { sourceBranchFromStep: "push" }),
    step("git-open-pr", { sourceBranch: "a" }),
  ],
  "git-wait-for-pr-number-from-step": [
    step("git-wait-for-pr", { prNumberFromStep: "pr" }),
    step("git-wait-for-pr", { prNumber: 1 }),
  ],
  "use-digest": [
    step("kustomize-set-image", { images: [{ image: "a", useDigest: true }] }),
    step("kustomize-set-image", { images: [{ image: "a", digest: "sha256:…" }] }),
  ],
  "set-image-without-tag": [
    step("kustomize-set-image", { images: [{ image: "a" }] }),
    step("kustomize-set-image", { images: [{ image: "a", tag: "1" }] }),
  ],
  "helm-update-image": [step("helm-update-image", {}), step("helm-update-chart", {})],
  "message-from-steps": [step("git-commit", { messageFromSteps: ["a"] }), message("a")],
  "pr-number-output": [
    stageWith(opened, waits("${{ outputs['pr'].prNumber }}")),
    stageWith({ ...opened, uses: "compose-output" }, waits("${{ outputs.pr.prNumber }}")),
  ],
  "secrets-map": [message("${{ secrets['a'].token }}"), message("${{ vars.secrets.a + 'secrets.b' + secret('c').d }}")],
  "http-success-rules": [step("http", {}), step("http-download", {})],
  "freight-metadata-key": [
    message("${{ freightMetadata(ctx.targetFreight.name, 'a') }}"),
    message("${{ freightMetadata(f('a,b', 'c'))['a, b'] }}"),
  ],
  "create-target-branch": [step("git-open-pr", { createTargetBranch: true }), step("git-open-pr", { title: "a" })],
  "git-commit-author": [step("git-commit", { author: { name: "a" } }), step("git-clone", { author: { name: "a" } })],
  "push-integration-policy": [step("git-push", {}), step("github-push", {})],
  "connect-api": [
    step("http", { url: "https://k/akuity.io.kargo.service.v1alpha1.KargoService/ListStages" }),
    step("http", { url: "https://k/v1beta1/projects" }),
  ],
  "ssh-url-in-step": [
    step("git-clone", { repoURL: "git@github.com:acme/goserver.git" }),
    step("git-clone", { repoURL: "https://github.com/acme/goserver.git" }),
  ],
  "ssh-url-in-subscription": [
    git({ repoURL: "ssh://git@github.com/acme/goserver" }),
    git({ repoURL: "https://git@github.com/acme/goserver" }),
  ],
};
