import type { UpgradeRow, Where } from "./row.ts";

/**
 * What each version added since 1.0, found by comparing the CRDs and step schemas of the tags v1.0.0 to v1.11.0 of
 * github.com/akuity/kargo: an older Kargo drops or refuses it.
 */
const steps: Readonly<Record<string, readonly string[]>> = {
  "1.1": ["http", "yaml-update"],
  "1.2": ["compose-output", "delete", "json-update"],
  "1.3": ["json-parse", "yaml-parse"],
  "1.6": ["untar"],
  "1.7": ["http-download", "oci-download"],
  "1.8": ["git-merge-pr", "set-metadata"],
  "1.9": ["yaml-merge"],
  "1.10": [
    "argocd-wait",
    "fail",
    "git-tag",
    "github-push",
    "oci-push",
    "set-freight-alias",
    "toml-parse",
    "toml-update",
  ],
  "1.11": ["file-write"],
  "1.12": ["tar"],
};
/** Outermost fields only; the schemas of the installed version know the rest. */
const stepFields: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "1.2": { "git-open-pr": ["labels", "title"], "git-push": ["maxAttempts"] },
  "1.3": { delete: ["strict"] },
  "1.5": { "git-clone": ["author"], "helm-template": ["setValues"] },
  "1.6": { "git-open-pr": ["description"], "git-push": ["provider"], "helm-template": ["buildDependencies"] },
  "1.7": { "helm-template": ["outLayout"] },
  "1.9": {
    "git-clone": ["recurseSubmodules"],
    "git-push": ["force"],
    "helm-template": ["ignoreMissingValueFiles"],
    http: ["responseContentType"],
    "kustomize-build": ["outputFormat"],
  },
  "1.10": { "git-merge-pr": ["mergeMethod"], "git-push": ["tag"] },
  "1.11": {
    delete: ["paths", "pathsAreGlobs"],
    "git-clone": ["blobless"],
    "git-merge-pr": ["pollInterval"],
    "git-tag": ["force"],
    "git-wait-for-pr": ["pollInterval"],
    http: ["errorExpression", "pollInterval", "proxy"],
  },
  "1.12": { http: ["bodyFromFile"] },
};
const kinds: Readonly<Record<string, readonly string[]>> = {
  "1.2": ["ClusterPromotionTask", "PromotionTask"],
  "1.5": ["ProjectConfig"],
  "1.6": ["ClusterConfig"],
  "1.12": ["PromotionRequest", "Target"],
};
/** By version and kind: a CRD without one of them is older than that version. */
export const crdFields: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "1.1": { Stage: ["spec.promotionTemplate.spec.steps[].retry", "spec.promotionTemplate.spec.vars"] },
  "1.2": {
    Stage: [
      ...["spec.promotionTemplate.spec.steps[].task", "spec.promotionTemplate.spec.steps[].vars"],
      "spec.requestedFreight[].sources.requiredSoakTime",
    ],
  },
  "1.3": {
    PromotionTask: ["spec.steps[].if"],
    Stage: [
      ...["spec.promotionTemplate.spec.steps[].if", "spec.requestedFreight[].sources.availabilityStrategy"],
      "spec.verification.analysisTemplates[].kind",
    ],
  },
  "1.5": {
    PromotionTask: ["spec.steps[].continueOnError"],
    Stage: ["spec.promotionTemplate.spec.steps[].continueOnError", "spec.vars"],
  },
  "1.6": { ProjectConfig: ["spec.webhookReceivers"], Warehouse: ["spec.subscriptions[].git.expressionFilter"] },
  "1.7": { Warehouse: ["spec.subscriptions[].image.constraint"] },
  "1.8": {
    Stage: ["spec.requestedFreight[].sources.autoPromotionOptions"],
    Warehouse: ["spec.freightCreationCriteria"],
  },
  "1.9": {
    Warehouse: [
      ...["spec.subscriptions[].git.allowTagsRegexes", "spec.subscriptions[].git.ignoreTagsRegexes"],
      ...["spec.subscriptions[].image.allowTagsRegexes", "spec.subscriptions[].image.ignoreTagsRegexes"],
      "spec.subscriptions[].image.cacheByTag",
    ],
  },
  "1.10": { ClusterConfig: ["spec.gitClient"] },
  "1.11": {
    ClusterConfig: ["spec.freightLinks", "spec.stageLinks"],
    ProjectConfig: ["spec.freightLinks", "spec.stageLinks"],
    Promotion: ["spec.origin"],
  },
  "1.12": { Promotion: ["spec.target"], Stage: ["spec.targets"] },
};

/** `before 1.8: there is no step git-merge-pr`, and the like for kinds, fields and the second pair of delimiters. */
export const additionRows: readonly UpgradeRow[] = [
  ...Object.entries(steps).flatMap(([version, names]) =>
    names.map((name) => added(version, `step-${name}`, { steps: [name] }, `there is no step ${name}`)),
  ),
  ...nested(stepFields).map(([version, step, field]) =>
    added(version, `step-${step}-${field}`, { steps: [step], field }, `${step} refuses \`${field}\``),
  ),
  ...Object.entries(kinds).flatMap(([version, names]) =>
    names.map((name) => added(version, `kind-${name}`, { kinds: [group(name)] }, `there is no kind ${name}`)),
  ),
  ...nested(crdFields).map(([version, kind, field]) => {
    const name = field.split(".").at(-1) ?? field;
    return added(
      version,
      `${kind}-${field.replaceAll("[]", "")}`,
      { kinds: [group(kind)], field },
      `\`${name}\` is dropped`,
    );
  }),
  added("1.9", "percent-delimiters", { text: /\$\{%/ }, "`${% %}` is plain text"),
];

function added(until: string, id: string, where: Where, happens: string): UpgradeRow {
  const source =
    until === "1.12" ? "https://github.com/akuity/kargo/tree/main" : `https://github.com/akuity/kargo/tree/v${until}.0`;
  return {
    id: `new-${id}`,
    product: "kargo",
    until,
    where,
    happens,
    fix: `Remove it, or run Kargo ${until} or newer`,
    source,
  };
}

function group(kind: string): string {
  return `kargo.akuity.io/${kind}`;
}

function nested(
  table: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
): [string, string, string][] {
  return Object.entries(table).flatMap(([version, byName]) =>
    Object.entries(byName).flatMap(([name, list]) =>
      list.map((field): [string, string, string] => [version, name, field]),
    ),
  );
}
