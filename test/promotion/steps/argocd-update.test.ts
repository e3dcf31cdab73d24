import { describe, expect, test } from "vitest";
import type { Application, OperationState } from "../../../promotion/argocd/application.ts";
import type { ArgoCd, ShownCall } from "../../../promotion/outside.ts";
import type { StepContext, StepResult } from "../../../promotion/step.ts";
import { argocdUpdate } from "../../../promotion/steps/argocd-update.ts";
import { freight, outside } from "../support.ts";

// Rows follow akuity/kargo v1.11.2, pkg/promotion/runner/builtin/argocd_updater_test.go, by the names of its cases, and
// pkg/api/stage.go for authorized Stages.
type Config = Parameters<typeof argocdUpdate.run>[1];
const repoURL = "https://git.example/acme/app.git";
const promotion = "dev.1.f8a1b2c";

function app(name: string, more: Partial<Application> & { readonly stages?: string } = {}): Application {
  const { stages = "demo:dev", ...rest } = more;
  return {
    metadata: {
      name,
      namespace: "argocd",
      labels: { tier: name },
      annotations: { "kargo.akuity.io/authorized-stage": stages },
    },
    spec: { source: { repoURL, targetRevision: "stage/dev" } },
    ...rest,
  };
}

async function run(apps: readonly Application[], config: Config, more: Partial<StepContext> = {}, unknown?: "show") {
  const patches: [string, object][] = [];
  const shown: ShownCall[] = [];
  const argocd: ArgoCd = {
    ...(unknown === undefined ? {} : { unknown }),
    get: async (namespace, name) =>
      apps.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name) as unknown as
        | Record<string, unknown>
        | undefined,
    list: async (namespace, labels) =>
      apps.filter(
        ({ metadata }) =>
          metadata.namespace === namespace &&
          Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
      ) as unknown as Record<string, unknown>[],
    patch: async (namespace, name, patch) => void patches.push([`${namespace}/${name}`, patch]),
  };
  const context: StepContext = {
    project: "demo",
    stage: "dev",
    promotion,
    alias: "sync",
    workDir: "/nowhere",
    sharedState: {},
    freight: [freight],
    targetFreight: freight,
    freightRequests: [],
    outside: outside(shown, { argocd }),
    signal: new AbortController().signal,
    ...more,
  };
  const result = await argocdUpdate.run(context, config).catch((error: Error) => `${error.name}: ${error.message}`);
  return { result, patches, shown };
}

const sync = {
  metadata: { annotations: { "argocd.argoproj.io/refresh": "hard" } },
  operation: {
    initiatedBy: { username: "kargo-controller", automated: true },
    info: [
      { name: "Reason", value: "Promotion triggered a sync of this Application resource." },
      { name: "kargo.akuity.io/promotion", value: promotion },
    ],
    retry: {},
    sync: {},
  },
};
const running: StepResult = {
  status: "Running",
  healthCheck: {
    uses: "argocd-update",
    config: { apps: [{ name: "a", namespace: "argocd", desiredRevisions: [""] }] },
  },
};
const only: Config = { apps: [{ name: "a" }] };
const desired: Config = { apps: [{ name: "a", sources: [{ repoURL, desiredRevision: "abc" }] }] };

function state(more: OperationState & { readonly of?: string }): OperationState {
  const { of = promotion, ...rest } = more;
  return { operation: { info: [{ name: "kargo.akuity.io/promotion", value: of }] }, ...rest };
}

describe("the patch", () => {
  test.each<[string, Application, Config, Partial<StepContext>, object]>([
    ["success (no sources to update)", app("a"), only, {}, sync],
    [
      "by a person: a manual sync",
      app("a"),
      only,
      { actor: "email:ann@acme.io" },
      { ...sync, operation: { ...sync.operation, initiatedBy: { username: "email:ann@acme.io" } } },
    ],
    [
      "the Application's own retry and options",
      app("a", {
        spec: { source: { repoURL }, syncPolicy: { retry: { limit: 5 }, syncOptions: ["ServerSideApply=true"] } },
      }),
      only,
      {},
      {
        ...sync,
        operation: { ...sync.operation, retry: { limit: 5 }, sync: { syncOptions: ["ServerSideApply=true"] } },
      },
    ],
    [
      "updates Source when Sources not present: target revision",
      app("a"),
      {
        apps: [
          {
            name: "a",
            sources: [
              { repoURL: "https://git.example/Acme/app", desiredRevision: "abc", updateTargetRevision: true },
              { repoURL, desiredRevision: "abc", updateTargetRevision: true },
            ],
          },
        ],
      },
      {},
      { ...sync, spec: { source: { repoURL, targetRevision: "abc" } } },
    ],
    [
      "update images with kustomize, in Sources when present",
      app("a", { spec: { sources: [{ repoURL: "https://charts.example", chart: "app" }, { repoURL }] } }),
      {
        apps: [
          {
            name: "a",
            sources: [
              {
                repoURL,
                kustomize: {
                  images: [
                    { repoURL: "docker.io/a", tag: "1" },
                    { repoURL: "docker.io/b", digest: "sha256:x", newName: "c" },
                  ],
                },
              },
            ],
          },
        ],
      },
      {},
      {
        ...sync,
        spec: {
          sources: [
            { repoURL: "https://charts.example", chart: "app" },
            { repoURL, kustomize: { images: ["docker.io/a:1", "docker.io/b=c@sha256:x"] } },
          ],
        },
      },
    ],
    [
      "update images with helm",
      app("a", {
        spec: {
          source: {
            repoURL: "https://charts.example",
            chart: "app",
            helm: { parameters: [{ name: "x", value: "1" }] },
          },
        },
      }),
      {
        apps: [
          {
            name: "a",
            sources: [
              {
                repoURL: "https://charts.example",
                chart: "app",
                helm: {
                  images: [
                    { key: "x", value: "2" },
                    { key: "y", value: "3" },
                  ],
                },
              },
            ],
          },
        ],
      },
      {},
      {
        ...sync,
        spec: {
          source: {
            repoURL: "https://charts.example",
            chart: "app",
            helm: {
              parameters: [
                { name: "x", value: "2" },
                { name: "y", value: "3" },
              ],
            },
          },
        },
      },
    ],
    [
      "an operation that is there is replaced as a whole, its result forgotten",
      app("a", {
        operation: { sync: { prune: true }, dryRun: true },
        status: { operationState: state({ of: "other", phase: "Succeeded" }) },
      }),
      only,
      {},
      {
        ...sync,
        operation: { dryRun: null, ...sync.operation, sync: { prune: null } },
        status: { operationState: null },
      },
    ],
  ])("%s", async (_, application, config, more, patch) => {
    const { result, patches } = await run([application], config, more);
    expect(patches).toEqual([["argocd/a", patch]]);
    expect(result).toMatchObject({ status: "Running" });
  });

  test("its result tells what to watch", async () => {
    expect((await run([app("a")], only)).result).toEqual(running);
  });
});

describe("an operation that is there already", () => {
  const synced = (revision: string) => ({ syncResult: { revision } });
  test.each<[string, OperationState | undefined, Config, string, number]>([
    ["no operation state", undefined, only, "Running", 1],
    [
      "running operation initiated by different user",
      { phase: "Running", operation: { initiatedBy: { username: "someone-else" } } },
      only,
      "Running",
      0,
    ],
    [
      "completed operation initiated by non-kargo",
      { phase: "Succeeded", operation: { initiatedBy: { username: "someone-else" } } },
      only,
      "Running",
      1,
    ],
    [
      "running operation initiated for incorrect Promotion",
      state({ of: "other", phase: "Running" }),
      only,
      "Running",
      0,
    ],
    [
      "completed operation initiated for incorrect Promotion",
      state({ of: "other", phase: "Succeeded", ...synced("abc") }),
      only,
      "Running",
      1,
    ],
    ["running operation", state({ phase: "Running" }), only, "Running", 0],
    ["terminating operation", state({ phase: "Terminating" }), only, "Running", 0],
    ["no sync result", state({ phase: "Succeeded" }), only, "Running", 1],
    ["operation completed", state({ phase: "Succeeded", ...synced("abc") }), only, "Succeeded", 0],
    [
      "operation completed at the desired revision",
      state({ phase: "Succeeded", ...synced("abc") }),
      desired,
      "Succeeded",
      0,
    ],
    [
      "desired revision does not match operation state",
      state({ phase: "Succeeded", ...synced("old") }),
      desired,
      "Running",
      1,
    ],
    [
      "several revisions of which one is desired",
      state({ phase: "Succeeded", syncResult: { revisions: ["abc"] } }),
      desired,
      "Succeeded",
      0,
    ],
  ])("%s", async (_, operationState, config, status, patched) => {
    const status_ = operationState === undefined ? {} : { status: { operationState } };
    const { result, patches } = await run([app("a", status_)], config);
    expect(result).toMatchObject({ status });
    expect(patches).toHaveLength(patched);
  });

  test("that failed ends the try with Argo CD's words", async () => {
    const operationState = state({
      phase: "Failed",
      message: "one or more objects failed to apply",
      ...{ syncResult: { revision: "abc" } },
    });
    expect((await run([app("a", { status: { operationState } })], desired)).result).toBe(
      'Error: Argo CD Application "a" in namespace "argocd" failed with: one or more objects failed to apply',
    );
  });
});

describe("which Applications", () => {
  const denied = 'Error: Argo CD Application "a" in namespace "argocd" is not authorized';
  test.each<[string, string]>([
    ["annotations are empty", ""],
    ["annotation cannot be parsed", "dev"],
    ["mutation is not allowed", "demo:prod"],
    ["mutation is not allowed for any list entry", "demo:prod, other:dev"],
    ["list with a malformed entry cannot be parsed", "demo:dev,oops"],
    ["wildcard namespace with full name", "*:dev"],
    ["full namespace with wildcard name", "demo:*"],
  ])("%s: refused", async (_, stages) => {
    const { result, patches } = await run([app("a", { stages })], only);
    expect(result).toBe(denied);
    expect(patches).toEqual([]);
  });

  test.each([
    ["mutation is allowed via list (last entry matches)", "a:b,demo:dev"],
    ["with whitespace (first entry matches)", " demo : dev , a:b"],
  ])("%s: taken", async (_, stages) => {
    expect((await run([app("a", { stages })], only)).patches).toHaveLength(1);
  });

  test.each<[string, Config["apps"][number], string]>([
    [
      "name-based selection app not found",
      { name: "nope" },
      'Error: unable to find Argo CD Application "nope" in namespace "argocd"',
    ],
    [
      "in another namespace",
      { name: "a", namespace: "other" },
      'Error: unable to find Argo CD Application "a" in namespace "other"',
    ],
    [
      "selector returns no apps",
      { selector: { matchLabels: { tier: "nope" } } },
      'Error: no Argo CD Applications found matching selector in namespace "argocd"',
    ],
    [
      "selector matches apps but none authorized",
      { selector: { matchLabels: { tier: "c" } } },
      'Error: found 1 Application(s) matching selector in namespace "argocd", but none are authorized for Stage demo:dev',
    ],
    [
      "a selector without a criterion",
      { selector: {} },
      "Error: error building label selector: selector must have at least one match criterion",
    ],
    [
      "a source that no Application has",
      { name: "a", sources: [{ repoURL: "https://git.example/other", desiredRevision: "x" }] },
      'Error: error syncing Argo CD Application "a" in namespace "argocd": no source of Argo CD Application "a" in namespace "argocd" matched update for source with repoURL https://git.example/other',
    ],
    [
      "one app fails validation: none is updated",
      {
        selector: { matchExpressions: [{ key: "tier", operator: "Exists" }] },
        sources: [{ repoURL: "https://git.example/other", desiredRevision: "x" }],
      },
      'Error: selected Applications must have compatible sources; 2 incompatible. No Applications were updated:\nApplication "a" in namespace "argocd": no source of Argo CD Application "a" in namespace "argocd" matched update for source with repoURL https://git.example/other\nApplication "b" in namespace "argocd": no source of Argo CD Application "b" in namespace "argocd" matched update for source with repoURL https://git.example/other',
    ],
  ])("%s", async (_, choice, message) => {
    const { result, patches } = await run([app("a"), app("b"), app("c", { stages: "demo:prod" })], { apps: [choice] });
    expect(result).toBe(message);
    expect(patches).toEqual([]);
  });

  test.each<[string, NonNullable<Config["apps"][number]["selector"]>, string[]]>([
    ["In", { matchExpressions: [{ key: "tier", operator: "In", values: ["a", "x"] }] }, ["argocd/a"]],
    ["NotIn", { matchExpressions: [{ key: "tier", operator: "NotIn", values: ["a"] }] }, ["argocd/b"]],
    ["Exists", { matchExpressions: [{ key: "tier", operator: "Exists" }] }, ["argocd/a", "argocd/b"]],
    ["DoesNotExist", { matchExpressions: [{ key: "zone", operator: "DoesNotExist" }] }, ["argocd/a", "argocd/b"]],
    [
      "selector filters out unauthorized apps",
      { matchExpressions: [{ key: "tier", operator: "Exists" }] },
      ["argocd/a", "argocd/b"],
    ],
  ])("selector: %s", async (_, selector, names) => {
    const { patches } = await run([app("a"), app("b"), app("c", { stages: "demo:prod" })], { apps: [{ selector }] });
    expect(patches.map(([name]) => name)).toEqual(names);
  });
});

describe("without an Argo CD at hand", () => {
  const call = {
    step: "sync",
    uses: "argocd-update",
    what: "sync Application argocd/a to revision abc",
    details: { namespace: "argocd", name: "a", sources: [{ repoURL, desiredRevision: "abc" }] },
  };
  const watched: StepResult = {
    status: "Succeeded",
    healthCheck: {
      uses: "argocd-update",
      config: { apps: [{ name: "a", namespace: "argocd", desiredRevisions: ["abc"] }] },
    },
  };

  test("the sync is shown", async () => {
    const shown: ShownCall[] = [];
    expect((await run([], desired, { outside: outside(shown) })).result).toEqual(watched);
    expect(shown).toEqual([call]);
  });

  test("one that only the cluster knows is shown beside those that are at hand", async () => {
    const { result, patches, shown } = await run([app("b")], { apps: [...desired.apps, { name: "b" }] }, {}, "show");
    expect(shown).toEqual([call]);
    expect(patches.map(([name]) => name)).toEqual(["argocd/b"]);
    expect(result).toMatchObject({ status: "Running" });
  });
});
