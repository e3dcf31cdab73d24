/**
 * What this file protects: the built pack, copied away from the repository, judges programs and states that know nothing of
 * Slipway; and a pack that can't judge lets nothing through.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cleanPath } from "../../../engine/clean-path.ts";
import { buildPolicyPack } from "../../../engine/policy-pack.ts";
import {
  hasPipelineCluster,
  type PipelineCluster,
  standIn,
  startPipelineCluster,
} from "../../engine/pipeline-cluster.ts";

const repository = join(import.meta.dirname, "..", "..", "..");
const kargo = "kargo.akuity.io/v1alpha1";
const labels = { "slipway.dev/protected": "true" };

type Spec = Readonly<Record<string, unknown>>;
const from = (sources: Spec) => ({ requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources }] });
const promotes = (...steps: object[]) => ({ promotionTemplate: { spec: { steps } } });
/** Renders into a folder and pushes it. */
const pushes = (outPath: string) => [
  {
    uses: "git-clone",
    config: { repoURL: "https://github.com/acme/shop", checkout: [{ branch: "main", path: "./repo" }] },
  },
  { uses: "kustomize-build", config: { path: "./src", outPath: `./repo/${outPath}` } },
  { uses: "git-push", config: { path: "./repo" } },
  { uses: "argocd-update", config: { apps: [{ name: "shop" }] } },
];

describe.skipIf(!hasPipelineCluster())("the pack by itself", () => {
  let cluster: PipelineCluster;
  let built: string;
  beforeAll(async () => {
    cluster = await startPipelineCluster();
    built = await buildPolicyPack();
    await cluster.ask("POST", "/api/v1/namespaces", { metadata: { name: "shop" } });
  });
  afterAll(() => cluster?.stop());

  let count = 0;
  /**
   * A copy of what is published of the pack, in a folder that knows nothing of the repository.
   *
   * @param change done to the built file
   * @param modules makes the folder's node_modules. Default: the SDK, as `npm install` there would
   */
  function packIn(change = (bundle: string) => bundle, modules = installed): string {
    count += 1;
    const folder = join(cluster.folder, `pack-${count}`);
    mkdirSync(join(folder, "bin"), { recursive: true });
    for (const file of ["PulumiPolicy.yaml", "package.json"]) cpSync(join(built, file), join(folder, file));
    writeFileSync(join(folder, "bin", "index.cjs"), change(readFileSync(join(built, "bin", "index.cjs"), "utf8")));
    modules(join(folder, "node_modules"));
    return folder;
  }

  function installed(folder: string): void {
    mkdirSync(folder);
    symlinkSync(join(repository, "node_modules", "@pulumi"), join(folder, "@pulumi"));
  }

  /** A program that somebody wrote with Pulumi's own resources: a Stage before another, and what else is asked for. */
  function program(uat: Spec, prod: Spec, config: readonly object[] = []) {
    return async () => {
      const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, clusterIdentifier: "test" });
      const make = (kind: string, name: string, spec: Spec, more: object = {}, protect = false) =>
        new k8s.apiextensions.CustomResource(
          name,
          { apiVersion: kargo, kind, metadata: { name, namespace: "shop", ...more }, spec } as never,
          { provider, protect },
        );
      make("Warehouse", "main", { interval: "5m0s", subscriptions: [{ image: { repoURL: "docker.io/acme/shop" } }] });
      make("Stage", "uat", { ...from({ direct: true }), ...uat });
      make("Stage", "prod", { ...from({ stages: ["uat"] }), ...prod }, { labels }, true);
      if (config.length > 0) make("ProjectConfig", "shop", { promotionPolicies: config });
      return {};
    };
  }

  const good = program(promotes(...pushes("uat")), promotes(...pushes("prod")));
  const run = (name: string, code: () => Promise<Record<string, unknown>>) => ({ name, config: {}, program: code });
  const engine = (name: string, folder: string) => cluster.engine(name, { policyPacks: [{ folder }] });

  test("lets a good program through, and tells what it only advises", async () => {
    const judging = engine("good", packIn());
    const { changes, messages } = await judging.preview(run("good", good));
    expect(changes.create).toBe(5);
    const advice = messages.flatMap((message) => /\[G\d\d\]/.exec(message) ?? []);
    expect(advice.sort()).toEqual(["[G05]", "[G10]"]);
    expect(await cluster.names()).toEqual([]);
  });

  test.each([
    [
      "a Stage that takes Freight straight from a Warehouse",
      program({}, from({ direct: true })),
      /prod \(kubernetes:.*policy g01-no-stage-skipping: .*\[G01\]/s,
    ],
    [
      "a policy that promotes a Stage whose label protects it, told by both together",
      program({}, {}, [{ stageSelector: { name: "prod" }, autoPromotionEnabled: true }]),
      /shop \(kubernetes:.*policy g07-no-auto-promotion-together: .*promotes prod automatically.*\[G07\]/s,
    ],
    [
      "two Stages that write to one folder, told by both together",
      program(promotes(...pushes("same")), promotes(...pushes("same"))),
      /policy g29-distinct-targets-together: .*Stage prod writes to the same files of main.*\[G29\]/s,
    ],
  ])("refuses %s, before anything exists", async (what, code, message) => {
    const judging = engine(what.slice(0, 30).replaceAll(" ", "-"), packIn());
    await expect(judging.preview(run("bad", code))).rejects.toThrow(message);
    expect(await cluster.names()).toEqual([]);
  });

  test("refuses in an update, too, what one object tells, before it exists", async () => {
    const judging = engine("update", packIn());
    await expect(judging.up(run("bad", program({}, from({ direct: true }))))).rejects.toThrow("g01-no-stage-skipping");
    expect((await cluster.names()).filter((name) => name.includes("prod"))).toEqual([]);
    await judging.destroy(run("bad", program({}, {})));
    expect(await cluster.names()).toEqual([]);
  });

  describe("judges the state that pulumi stack export writes", () => {
    test.each([
      ["a good one", program(promotes(...pushes("uat")), promotes(...pushes("prod"))), undefined],
      ["one that a rule refuses", program({}, from({ direct: true })), /g01-no-stage-skipping.*\[G01\]/s],
    ])("%s", async (what, code, refusal) => {
      const name = what.replaceAll(" ", "-");
      const unjudged = cluster.engine(name);
      await unjudged.up(run("state", code));
      const file = join(cluster.folder, `${name}.json`);
      const pulumi = plain(join(cluster.folder, name));
      writeFileSync(file, (await pulumi("stack", "export", "--stack", "state")).said);
      const { failed, said } = await pulumi("policy", "analyze", "--file", file, "--policy-pack", packIn());
      expect(said).toContain("slipway");
      expect([failed, refusal?.test(said) ?? true, refusal === undefined ? "" : said]).toEqual([
        refusal !== undefined,
        true,
        refusal === undefined ? "" : said,
      ]);
      // protected resources are let go of first
      await pulumi("state", "unprotect", "--all", "--yes", "--stack", "state");
      await unjudged.destroy(run("state", code));
    });
  });

  describe("lets nothing through when it can't judge (F28)", () => {
    test.each<[string, () => string, RegExp]>([
      [
        "since a rule crashes",
        () =>
          packIn((bundle) =>
            bundle.replace("function plainObject(view) {", '$& throw new TypeError("a rule crashed");'),
          ),
        /a rule crashed/,
      ],
      ["since its node_modules are missing", () => packIn(undefined, () => {}), /policy pack .* failed to start/],
      ["since it was never built", () => packIn(() => ""), /policy/],
      [
        "since its SDK is older than the unknown values it must see",
        () => packIn(undefined, olderSdk),
        /policy pack .* failed to start/,
      ],
    ])("%s", async (what, pack, message) => {
      const judging = engine(what.slice(6, 30).replaceAll(/\W/g, "-"), pack());
      await expect(judging.preview(run("good", good))).rejects.toThrow(message);
      expect(await cluster.names()).toEqual([]);
    });

    /** The SDK without what 1.21 added; stands in for the older one, which no test may download. */
    function olderSdk(folder: string): void {
      const policy = join(folder, "@pulumi", "policy");
      mkdirSync(policy, { recursive: true });
      symlinkSync(join(repository, "node_modules/@pulumi/pulumi"), join(folder, "@pulumi", "pulumi"));
      const real = JSON.stringify(join(repository, "node_modules/@pulumi/policy"));
      writeFileSync(join(policy, "package.json"), JSON.stringify({ name: "@pulumi/policy", version: "1.20.0" }));
      writeFileSync(
        join(policy, "index.js"),
        `const { UnknownValueError, ...older } = require(${real}); module.exports = older;`,
      );
    }
  });

  /** The CLI in the project of one of the engines above. */
  function plain(folder: string) {
    const env = {
      PATH: cleanPath(join(folder, "plain-path"), [standIn]),
      HOME: join(folder, "home"),
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
    return (...args: string[]) => {
      const { promise, resolve } = Promise.withResolvers<{ failed: boolean; said: string }>();
      const options = { cwd: join(folder, "work"), env, encoding: "utf8", timeout: 600_000 } as const;
      execFile(cluster.pulumi, [...args, "--non-interactive"], options, (error, stdout, stderr) =>
        resolve({ failed: error !== null, said: error === null ? stdout : `${stdout}\n${stderr}` }),
      );
      return promise;
    };
  }
});
