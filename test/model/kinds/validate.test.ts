/** What schemas say in people's words: findings are compared whole, and what Kargo or an API server accepts gives none. */
import { describe, expect, test } from "vitest";
import { validateObject, validateStepConfig, validateSubscription } from "../../../model/kinds/validate.ts";

type Fields = Readonly<Record<string, unknown>>;

const object = (kind: string, spec: unknown, more: Fields = {}): Fields => ({
  apiVersion: /^(App|Analysis|ClusterAnalysis)/.test(kind) ? "argoproj.io/v1alpha1" : "kargo.akuity.io/v1alpha1",
  kind,
  metadata: { name: "example", namespace: "goserver" },
  spec,
  ...more,
});
const origin = { kind: "Warehouse", name: "main" };
const stage = (fields: Fields) =>
  object("Stage", { requestedFreight: [{ origin, sources: { direct: true } }], ...fields });
const stepsOf = (...steps: Fields[]) => stage({ promotionTemplate: { spec: { steps } } });
const steps = ["spec", "promotionTemplate", "spec", "steps"];

describe("an object", () => {
  test("with a misspelt field is told which one was probably meant", () => {
    const sources = { direct: true, requiredSoakTme: "1h" };
    expect(validateObject(object("Stage", { requestedFreight: [{ origin, sources }] }))).toEqual([
      {
        path: ["spec", "requestedFreight", 0, "sources", "requiredSoakTme"],
        message: "there is no such field",
        got: '"requiredSoakTme"',
        allowed: "autoPromotionOptions, availabilityStrategy, direct, requiredSoakTime, stages",
        fix: 'Perhaps "requiredSoakTime" is meant',
      },
    ]);
  });

  test("with a soak time in days is told the units", () => {
    const sources = { stages: ["dev"], requiredSoakTime: "1d" };
    expect(validateObject(object("Stage", { requestedFreight: [{ origin, sources }] }))).toEqual([
      {
        path: ["spec", "requestedFreight", 0, "sources", "requiredSoakTime"],
        message: "the value has the wrong form",
        got: '"1d"',
        allowed: "a duration in s, m and h, such as 30s, 5m or 1h30m; 24h for a day",
      },
    ]);
  });

  test("with a value that is none of the choices is told all of them", () => {
    const sources = { stages: ["dev"], availabilityStrategy: "Any" };
    expect(validateObject(object("Stage", { requestedFreight: [{ origin, sources }] }))).toEqual([
      {
        path: ["spec", "requestedFreight", 0, "sources", "availabilityStrategy"],
        message: "the value is not among those allowed",
        got: '"Any"',
        allowed: "All, OneOf",
        fix: "Choose one of them",
      },
    ]);
  });

  test("without a field that is required is told to add it", () => {
    expect(validateObject(object("Stage", {}))).toEqual([
      { path: ["spec"], message: '"requestedFreight" is missing', fix: "Add requestedFreight" },
    ]);
  });

  test("with an empty list where one entry is needed is told so", () => {
    expect(validateObject(object("Warehouse", { subscriptions: [] }))).toEqual([
      { path: ["spec", "subscriptions"], message: "the value is empty", got: "a list", allowed: "at least 1" },
    ]);
  });

  test("with a number where a text belongs is told to quote it", () => {
    const verification = { args: [{ name: "port", value: 8080 }] };
    expect(validateObject(stage({ verification }))).toEqual([
      {
        path: ["spec", "verification", "args", 0, "value"],
        message: "the value has the wrong type",
        got: "8080",
        allowed: "a text",
        fix: "Put quotes around it",
      },
    ]);
  });

  test("with true in quotes is told to remove them", () => {
    const requestedFreight = [{ origin, sources: { direct: "true" } }];
    expect(validateObject(object("Stage", { requestedFreight }))).toEqual([
      {
        path: ["spec", "requestedFreight", 0, "sources", "direct"],
        message: "the value has the wrong type",
        got: '"true"',
        allowed: "true or false",
        fix: "Remove the quotes",
      },
    ]);
  });

  test("with a step that uses a step and a task is told that they exclude each other", () => {
    expect(validateObject(stepsOf({ uses: "copy", task: { name: "render" } }))).toEqual([
      {
        path: [...steps, 0],
        message: "task and uses exclude each other",
        allowed: "one of: uses, task",
        fix: "Keep one of them",
      },
    ]);
  });

  test("with a step that uses neither is told what is missing", () => {
    expect(validateObject(stepsOf({ as: "render" }))).toEqual([
      {
        path: [...steps, 0],
        message: "one of task, uses is missing",
        allowed: "one of: uses, task",
        fix: "Give exactly one",
      },
    ]);
  });

  test("with a task that is retried is told that it can't be", () => {
    expect(validateObject(stepsOf({ task: { name: "render" }, retry: { errorThreshold: 2 } }))).toEqual([
      { path: [...steps, 0], message: "task and retry exclude each other", fix: "Remove retry" },
    ]);
  });

  test("that is a PromotionTask with a task in it is told that tasks don't nest", () => {
    expect(validateObject(object("PromotionTask", { steps: [{ uses: "copy", task: { name: "other" } }] }))).toEqual([
      { path: ["spec", "steps", 0], message: "task has no place here", fix: "Remove task" },
    ]);
  });

  test("of another version of its group is told the one there is", () => {
    expect(validateObject(stage({})).length).toBe(0);
    expect(validateObject({ ...stage({}), apiVersion: "kargo.akuity.io/v1" })).toEqual([
      {
        path: ["apiVersion"],
        message: "Stage has no such version",
        got: '"kargo.akuity.io/v1"',
        allowed: "kargo.akuity.io/v1alpha1",
        fix: "Write kargo.akuity.io/v1alpha1",
      },
    ]);
  });

  test("of a misspelt kind in Kargo's group is told the kind that was probably meant", () => {
    expect(validateObject(object("WareHose", {}))).toEqual([
      {
        path: ["kind"],
        message: "Kargo has no such kind",
        got: '"WareHose"',
        allowed:
          "ClusterConfig, ClusterPromotionTask, Freight, Project, ProjectConfig, Promotion, PromotionTask, Stage, Warehouse",
        fix: 'Perhaps "Warehouse" is meant',
      },
    ]);
  });

  test("keeps the order of its problems and tells all of them", () => {
    const found = validateObject(object("Project", undefined, { spec: { promotionPolicies: [] }, metdata: {} }));
    expect(found.map(({ path }) => path)).toEqual([["spec"], ["metdata"]]);
  });
});

describe("metadata", () => {
  const withMetadata = (metadata: unknown) => validateObject({ ...stage({}), metadata });

  test("must be a map with a name", () => {
    expect(withMetadata(undefined)).toEqual([
      {
        path: ["metadata"],
        message: "the value has the wrong type",
        got: "nothing",
        allowed: "a map with at least a name",
        fix: "Give the object metadata.name",
      },
    ]);
    expect(withMetadata({ namespace: "goserver" })).toEqual([
      { path: ["metadata"], message: "the object has no name", fix: "Add metadata.name" },
    ]);
  });

  test("refuses names that Kubernetes refuses, and fields it would drop", () => {
    expect(withMetadata({ name: "prod_eu", namespace: "a.b", label: {} })).toEqual([
      {
        path: ["metadata", "label"],
        message: "there is no such field",
        got: '"label"',
        allowed:
          "annotations, creationTimestamp, deletionGracePeriodSeconds, deletionTimestamp, finalizers, generateName, generation, labels, managedFields, name, namespace, ownerReferences, resourceVersion, selfLink, uid",
        fix: 'Perhaps "labels" is meant',
      },
      {
        path: ["metadata", "name"],
        message: "Kubernetes doesn't take this name",
        got: '"prod_eu"',
        allowed: "lower case letters, digits, - and ., at most 253 characters",
        fix: "Choose another name",
      },
      {
        path: ["metadata", "namespace"],
        message: "Kubernetes doesn't take this name",
        got: '"a.b"',
        allowed: "lower case letters, digits and -, at most 63 characters",
        fix: "Choose another name",
      },
    ]);
  });

  test("wants labels and annotations that are texts, with keys and label values of Kubernetes' form", () => {
    const labels = { tier: 1, "a b": "c", owner: "team a", empty: "" };
    const annotations = { "kargo.akuity.io/color": true, note: "any text, of any length" };
    expect(
      withMetadata({ name: "dev", labels, annotations }).map(({ path, message }) => [path.at(-1), message]),
    ).toEqual([
      ["tier", "the value has the wrong type"],
      ["a b", "Kubernetes doesn't take this key"],
      ["owner", "Kubernetes doesn't take this label value"],
      ["kargo.akuity.io/color", "the value has the wrong type"],
    ]);
  });
});

describe("nothing is said against", () => {
  test.each([
    ["a Warehouse without what the API server fills in", object("Warehouse", { subscriptions: [{ any: "thing" }] })],
    [
      "a Promotion without what Kargo's webhook fills in",
      object("Promotion", { stage: "dev", freight: "abc" }, { metadata: {} }),
    ],
    ["a null, which an API server drops", stage({ shard: null, vars: [{ name: "a", value: null }] })],
    [
      "what controllers write",
      object("Application", { destination: {}, project: "a" }, { status: { x: 1 }, operation: { y: 2 } }),
    ],
    ["a Project without a spec", { apiVersion: "kargo.akuity.io/v1alpha1", kind: "Project", metadata: { name: "a" } }],
    ["another group's kind of the same name", { apiVersion: "project.openshift.io/v1", kind: "Project", spec: 5 }],
    ["a kind that nobody here knows", { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", spec: 5 }],
    [
      "whole numbers and texts where either may stand",
      object("AnalysisTemplate", {
        metrics: [
          {
            name: "a",
            interval: "1m",
            count: "{{args.count}}",
            failureLimit: 1,
            provider: { web: { url: "https://x", jsonBody: { a: { b: 1 } } } },
          },
        ],
      }),
    ],
    [
      "any values of a chart",
      object("Application", {
        destination: {},
        project: "a",
        source: { repoURL: "https://x", helm: { valuesObject: { any: { thing: [1] } } } },
      }),
    ],
    ["nothing at all", undefined],
    ["a list", []],
    ["a text", "text"],
  ])("%s", (_name, value) => expect(validateObject(value)).toEqual([]));

  test("aliases of YAML that point at their own parent", () => {
    const spec: Record<string, unknown> = { requestedFreight: [{ origin, sources: { direct: true } }] };
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    spec["promotionTemplate"] = { spec: { steps: [{ uses: "copy", config: loop }] } };
    expect(validateObject(object("Stage", spec))).toEqual([]);
  });
});

describe("a step's config", () => {
  test("with a wrong key is told the right one", () => {
    expect(validateStepConfig("git-push", { path: "./out", targtBranch: "main" })).toEqual([
      {
        path: ["targtBranch"],
        message: "there is no such field",
        got: '"targtBranch"',
        allowed: "force, generateTargetBranch, maxAttempts, path, provider, tag, targetBranch",
        fix: 'Perhaps "targetBranch" is meant',
      },
    ]);
  });

  test("with a tag and a digest is told that they exclude each other", () => {
    const images = [{ image: "a", tag: "1", digest: "sha256:0" }];
    expect(validateStepConfig("kustomize-set-image", { path: ".", images })).toEqual([
      {
        path: ["images", 0],
        message: "digest and tag exclude each other",
        allowed: "one of: tag, digest",
        fix: "Keep one of them",
      },
    ]);
  });

  test("with a field that needs another is told so", () => {
    const apps = [{ name: "a", sources: [{ repoURL: "https://example.com/a.git", updateTargetRevision: true }] }];
    expect(validateStepConfig("argocd-update", { apps })).toEqual([
      {
        path: ["apps", 0, "sources", 0],
        message: "updateTargetRevision can't stand alone",
        allowed: "one of: none of them, desiredRevision",
        fix: "Give what belongs to it",
      },
    ]);
  });

  test("of a wrong type is told of the type, not of the choice that it spoils", () => {
    expect(validateStepConfig("delete", { path: 5 })).toEqual([
      {
        path: ["path"],
        message: "the value has the wrong type",
        got: "5",
        allowed: "a text",
        fix: "Put quotes around it",
      },
    ]);
  });

  test.each([
    ["git-wait-for-pr", { repoURL: "${{ vars.repo }}", prNumber: "${{ outputs.pr.pr.id }}" }],
    ["git-push", { path: "./out", generateTargetBranch: "${{ vars.review == 'yes' }}" }],
    ["git-push", { path: "./out", generateTargetBranch: "${{ vars.a }}", targetBranch: "main" }],
    [
      "kustomize-set-image",
      { path: ".", images: [{ image: "a", tag: "${{ vars.tag }}", digest: "${{ vars.digest }}" }] },
    ],
    ["kustomize-set-image", { path: ".", images: "${% imagesOf(ctx.stage) %}" }],
    ["http", { url: "${{ vars.url }}", method: "${{ vars.method }}", timeout: "${{ vars.timeout }}" }],
    ["fail", undefined],
    ["gha-dispatch-workflow", { any: "thing" }],
  ])("%s may hold expressions where Kargo evaluates them: %j", (uses, config) =>
    expect(validateStepConfig(uses, config)).toEqual([]),
  );

  test("with an expression still has to have the fields it must have, and no others", () => {
    expect(validateStepConfig("git-clone", { checkout: [{ brnch: "${{ vars.branch }}", path: "./src" }] })).toEqual([
      { path: [], message: '"repoURL" is missing', fix: "Add repoURL" },
      {
        path: ["checkout", 0, "brnch"],
        message: "there is no such field",
        got: '"brnch"',
        allowed: "as, branch, commit, create, path, sparse, tag",
        fix: 'Perhaps "branch" is meant',
      },
    ]);
  });

  test("with two plain values that exclude each other isn't saved by a third that is an expression", () => {
    const config = { path: "./out", targetBranch: "main", tag: "v1", generateTargetBranch: "${{ vars.a }}" };
    expect(validateStepConfig("git-push", config).map(({ message }) => message)).toEqual([
      "generateTargetBranch and tag and targetBranch exclude each other",
    ]);
  });
});

describe("a subscription", () => {
  test("with a field of an older Kargo, or of another kind of subscription, is told so", () => {
    expect(validateSubscription("image", { repoURL: "acme/goserver", semverConstraint: "^1.0.0" })).toMatchObject([
      { path: ["semverConstraint"], message: "there is no such field", got: '"semverConstraint"' },
    ]);
  });

  test("with a limit out of bounds is told the bound", () => {
    expect(validateSubscription("git", { repoURL: "https://example.com/a.git", discoveryLimit: 101 })).toEqual([
      { path: ["discoveryLimit"], message: "the number is too large", got: "101", allowed: "100 or less" },
    ]);
  });

  test("isn't evaluated by Kargo, so an expression in it is no value", () => {
    expect(validateSubscription("image", { repoURL: "acme/goserver", platform: "${{ vars.platform }}" })).toEqual([
      {
        path: ["platform"],
        message: "the value has the wrong form",
        got: '"${{ vars.platform }}"',
        allowed: "an operating system and an architecture, such as linux/amd64",
      },
    ]);
  });

  test("with a URL that would take a backtracking matcher for ever is refused at once", () => {
    const started = performance.now();
    expect(validateSubscription("chart", { repoURL: `https://a${"/".repeat(60)}\n` })).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("of a kind that the open source doesn't have isn't judged", () => {
    expect(validateSubscription("jira", { any: "thing" })).toEqual([]);
  });
});
