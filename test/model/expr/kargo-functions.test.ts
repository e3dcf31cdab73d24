import { describe, expect, test } from "vitest";
import {
  type PromotionData,
  type PromotionScope,
  promotionExpressions,
} from "../../../model/expr/kargo-expressions.ts";
import type { Freight } from "../../../promotion/freight.ts";

const w1 = { kind: "Warehouse", name: "w1" } as const;
const w2 = { kind: "Warehouse", name: "w2" } as const;
const freight: readonly Freight[] = [
  {
    name: "f1",
    origin: w1,
    commits: [{ repoURL: "https://git.example.com/acme/app.git", id: "abc", branch: "main", message: "Fix <it>" }],
    images: [{ repoURL: "ghcr.io/acme/app", tag: "v1.2.3", digest: "sha256:1", annotations: { rev: "abc" } }],
    charts: [{ repoURL: "oci://ghcr.io/acme/chart", version: "1.0.0" }],
  },
  {
    name: "f2",
    origin: w2,
    commits: [],
    images: [{ repoURL: "ghcr.io/acme/both", tag: "v2" }],
    charts: [{ repoURL: "https://charts.example.com", name: "web", version: "2.0.0" }],
  },
];
/** As a Warehouse holds one of a kind that Kargo itself doesn't have. */
const models: object = { huggingface: { name: "model", config: {} } };
const subscriptions: Readonly<Record<string, Awaited<ReturnType<PromotionData["subscriptions"]>>>> = {
  w1: [
    { git: { repoURL: "https://git.example.com/acme/app" } },
    { image: { repoURL: "ghcr.io/acme/app" } },
    { image: { repoURL: "ghcr.io/acme/both" } },
    { chart: { repoURL: "oci://ghcr.io/acme/chart" } },
  ],
  w2: [
    { image: { repoURL: "ghcr.io/acme/both" } },
    { chart: { repoURL: "https://charts.example.com", name: "web" } },
    { image: { repoURL: "ghcr.io/acme/later" } },
    models,
  ],
};
const data: PromotionData = {
  project: "demo",
  freightRequests: [{ origin: w1 }, { origin: w2 }],
  freight,
  subscriptions: async (name) => subscriptions[name],
  stores: {
    configMap: async (name) => (name === "settings" ? { url: "https://x", size: "3" } : undefined),
    secret: async (name) => (name === "token" ? { value: "s3cret" } : undefined),
    sharedConfigMap: async (name) => (name === "all" ? { zone: "eu" } : undefined),
    sharedSecret: async () => undefined,
    freightMetadata: async (name) => (name === "f1" ? { note: { by: "Ann" } } : undefined),
    stageMetadata: async (name) => (name === "dev" ? { runs: 3 } : undefined),
  },
};
const scope: PromotionScope = {
  variables: { ctx: { stage: "dev", targetFreight: { name: "f1" } } },
  status: {
    alias: "task-1::third",
    metadata: [
      { alias: "first", status: "Failed", continueOnError: true },
      { alias: "task-1::first", status: "Succeeded" },
      { alias: "task-1::second", status: "Skipped" },
    ],
  },
};

/**
 * An expression, and what the template comes to or the reason why not. Every value here was seen to come out of Kargo's
 * own pkg/expressions/function too, and every failure to be one there; that package needs a module that no proxy has, so
 * no oracle can ask it again.
 */
const rows: Readonly<Record<string, readonly (readonly [expression: string, result: unknown])[]>> = {
  "commitFrom, pkg/controller/freight/finder.go": [
    ["commitFrom('https://git.example.com/acme/app').ID", "abc"],
    ["commitFrom('https://GIT.example.com/acme/app.git/').Branch", "main"],
    ["commitFrom('https://git.example.com/acme/app').Tag == ''", true],
    ["commitFrom('https://git.example.com/acme/app', warehouse('w1')).ID", "abc"],
    ["commitFrom('https://git.example.com/acme/app', warehouse('w2'))", null],
    ["commitFrom('https://git.example.com/acme/other')", null],
    ["commitFrom('https://git.example.com/acme/other').ID", "! cannot fetch ID from <nil>"],
    ["commitFrom('https://git.example.com/acme/other')?.ID ?? 'none'", "none"],
    [
      "commitFrom('https://git.example.com/acme/app')",
      { repoURL: "https://git.example.com/acme/app.git", id: "abc", branch: "main", message: "Fix <it>" },
    ],
    ["commitFrom('https://git.example.com/acme/app').id", "! cannot fetch id from v1alpha1.GitCommit"],
    ["commitFrom()", "! not enough arguments to call commitFrom"],
    ["commitFrom(1)", "! first argument must be string, got int"],
    ["commitFrom('a', 'w1')", "! second argument must be FreightOrigin, got string"],
    [
      "commitFrom('a', {kind: 'Warehouse', name: 'w1'})",
      "! second argument must be FreightOrigin, got map[string]interface {}",
    ],
  ],
  "imageFrom, pkg/controller/freight/finder.go": [
    ["imageFrom('ghcr.io/acme/app').Tag", "v1.2.3"],
    ["imageFrom('ghcr.io/acme/app').Digest", "sha256:1"],
    ["imageFrom('ghcr.io/acme/app').Annotations.rev", "abc"],
    ["imageFrom('ghcr.io/acme/app').Annotations.none + '|'", "|"],
    ["imageFrom('GHCR.io/acme/app')", null],
    [
      "imageFrom('ghcr.io/acme/both').Tag",
      "! multiple requested Freight could potentially provide a container image from repository ghcr.io/acme/both: please provide a Freight origin to disambiguate",
    ],
    ["imageFrom('ghcr.io/acme/both', warehouse('w2')).Tag", "v2"],
    ["imageFrom('ghcr.io/acme/both', warehouse('w1'))", null],
    ["imageFrom('ghcr.io/acme/later')", null],
    ["imageFrom('ghcr.io/acme/app') != nil", true],
    ["imageFrom('ghcr.io/acme/later') == nil", true],
  ],
  "chartFrom, pkg/controller/freight/finder.go": [
    ["chartFrom('oci://ghcr.io/acme/chart').Version", "1.0.0"],
    ["chartFrom('https://charts.example.com', 'web').Version", "2.0.0"],
    [
      "chartFrom('https://charts.example.com')",
      "! chart from repo https://charts.example.com not found in referenced Freight",
    ],
    [
      "chartFrom('https://charts.example.com', 'api')",
      '! chart "api" from repo https://charts.example.com not found in referenced Freight',
    ],
    ["chartFrom('https://charts.example.com', 'web', warehouse('w2')).Name", "web"],
    ["chartFrom('https://charts.example.com', 'web', warehouse('w1'))", null],
    ["chartFrom('oci://ghcr.io/acme/chart', warehouse('w1')).Version", "1.0.0"],
    ["chartFrom('a', '', warehouse('w1'))", "! when using three arguments, second argument must be string, got string"],
    ["chartFrom('a', 1)", "! second argument must be FreightOrigin, got int"],
  ],
  "warehouse, pkg/expressions/function/functions.go": [
    ["warehouse('w1')", { kind: "Warehouse", name: "w1" }],
    ["warehouse('w1').Name", "w1"],
    ["warehouse('')", "! name must not be empty"],
  ],
  "configMap, secret and metadata, pkg/expressions/function/functions.go": [
    ["configMap('settings').url", "https://x"],
    ["configMap('settings').size", 3],
    ["quote(configMap('settings').size)", "3"],
    ["configMap('settings')", { url: "https://x", size: "3" }],
    ["configMap('nothing')", {}],
    ["configMap('nothing').key + '|'", "|"],
    ["configMap('nothing').key ?? 'never'", ""],
    ["secret('token').value", "s3cret"],
    ["secret('nothing')['a'] == ''", true],
    ["sharedConfigMap('all').zone", "eu"],
    ["sharedSecret('any')", {}],
    ["freightMetadata(ctx.targetFreight.name).note.by", "Ann"],
    ["freightMetadata('f2')", null],
    ["freightMetadata('')", "! freight ref name must not be empty"],
    ["stageMetadata('dev').runs + 1", 4],
    ["stageMetadata('')", "! stage name must not be empty"],
    ["stageMetadata('prod').runs", "! cannot fetch runs from <nil>"],
  ],
  "status, pkg/expressions/function/functions.go": [
    ["always()", true],
    ["success()", true],
    ["failure()", false],
    ["status('first')", "Succeeded"],
    ["status('second')", "Skipped"],
    ["status('third') + '|'", "|"],
    ["status('')", "! argument must not be empty"],
    ["success(1)", "! too many arguments to call success"],
  ],
  "semver, Masterminds/semver v3.4.0": [
    ["semverDiff('1.2.3', '2.0.0')", "Major"],
    ["semverDiff('1.2.3', '1.3.0')", "Minor"],
    ["semverDiff('v1.2.3', '1.2.4')", "Patch"],
    ["semverDiff('1.2.3+a', '1.2.3+b')", "Metadata"],
    ["semverDiff('1.2.3-a', '1.2.3-b')", "None"],
    ["semverDiff('x', '1.2.3')", "Incomparable"],
    ["semverParse('v1.2').Major()", 1],
    ["semverParse('v1.2').String() + '|' + semverParse('v1.2').Original()", "1.2.0|v1.2"],
    ["semverParse('v1.2.3-rc.1').IncPatch().String() + '|'", "1.2.3|"],
    ["semverParse('1.2.3').IncMajor().IncMinor().String() + '|'", "2.1.0|"],
    ["semverParse('1.2.3')", "1.2.3"],
    ["string(semverParse('v1.2.3+b')) + '|'", "1.2.3+b|"],
    ["semverParse('1.2.3').LessThan(semverParse('1.10.0'))", true],
    ["semverParse('1.0.0-rc.2').GreaterThan(semverParse('1.0.0-rc.10'))", false],
    ["semverParse('1.0.0-1').Compare(semverParse('1.0.0-a'))", -1],
    ["semverParse('1.2.3').Prerelease() == ''", true],
    ["semverParse('1.2.3').SetPrerelease('b 1')", "! invalid prerelease string"],
    ["semverParse('latest')", "! invalid semantic version: invalid semantic version"],
    ["semverParse('1.2.3').IncMinor().LessThan(semverParse('2.0.0'))", "! cannot fetch LessThan from semver.Version"],
    ["semverParse('1.2.3').major()", "! cannot fetch major from *semver.Version"],
  ],
};

async function outcome(expression: string, at: PromotionScope, of = data): Promise<unknown> {
  const text = `\${% ${expression} %}`;
  return promotionExpressions(of)
    .template(text, at)
    .catch((error: { readonly reason: string }) => `! ${error.reason}`);
}

describe.each(Object.entries(rows))("%s", (_, table) => {
  test.each(table)("%s", async (expression, result) => {
    expect(await outcome(expression, scope)).toEqual(result);
  });
});

test("an artifact of another kind is found by its subscription's name", async () => {
  const [first, second] = freight;
  const artifact = { artifactType: "huggingface", subscriptionName: "model", version: "3", metadata: { rows: 2 } };
  const with1 = { ...data, freight: [first, { ...second, artifacts: [artifact] }] as PromotionData["freight"] };
  expect(await outcome("artifactFrom('model').Metadata.rows + 1", scope, with1)).toBe(3);
  expect(await outcome("artifactFrom('model')", scope, with1)).toEqual({
    ...{ ArtifactType: "huggingface", SubscriptionName: "model", Version: "3", Metadata: { rows: 2 } },
  });
  expect(await outcome("artifactFrom('model', warehouse('w1'))", scope, with1)).toBeNull();
  expect(await outcome("artifactFrom('other')", scope, with1)).toBeNull();
});

test("a Warehouse that is gone is an error only where every origin is looked through", async () => {
  const without = { ...data, subscriptions: async () => undefined };
  expect(await outcome("imageFrom('ghcr.io/acme/app')", scope, without)).toBe(
    '! Warehouse "w1" not found in namespace "demo"',
  );
  expect(await outcome("imageFrom('ghcr.io/acme/app', warehouse('w1')).Tag", scope, without)).toBe("v1.2.3");
});

test("a failed step makes failure() true unless it continues on error", async () => {
  const metadata = [{ alias: "a", status: "Errored" }];
  const after = (more: object): PromotionScope => ({
    variables: {},
    status: { alias: "b", metadata: metadata.map((step) => ({ ...step, ...more })) },
  });
  expect(await outcome("[failure(), success()]", after({}))).toEqual([true, false]);
  expect(await outcome("[failure(), success()]", after({ continueOnError: true }))).toEqual([false, true]);
});

test("without a step's status its functions aren't there, as in vars", async () => {
  expect(await outcome("success()", { variables: {} })).toBe("! invalid operation: cannot call nil");
});
