/**
 * What Kargo does, as its documents say it (docs/docs of kargo v1.11.2; each test names the page). Written against the
 * cluster, a git server and a registry only, so that the same rows can be asked of Kargo's own programs.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KargoCluster } from "./kargo-cluster.ts";
import { type Any, condition, until } from "./live.ts";
import { TestProject } from "./test-project.ts";

/** @param start brings up the Kargo that is asked */
export function kargoBehaviours(start: () => Promise<KargoCluster>): void {
  let cluster: KargoCluster;
  beforeAll(async () => {
    cluster = await start();
  });
  afterAll(() => cluster?.stop());

  const auto = (name: string) => ({ stageSelector: { name }, autoPromotionEnabled: true });

  describe("Warehouses make Freight (50-user-guide/20-how-to-guides/30-working-with-warehouses.md)", () => {
    let project: TestProject;
    beforeAll(async () => {
      project = await new TestProject(cluster, "warehouses").make();
    });

    test("of the newest build whose tag is allowed, and say that nothing was found before", async () => {
      await project.push("x-1");
      await project.warehouse({ allowTagsRegexes: ["^v"] });
      const waiting = await until("the Warehouse to have looked", async () => {
        const found = await project.get("Warehouse", "main");
        return condition(found, "Ready")?.reason === "MissingImageReferences" ? found : undefined;
      });
      expect(condition(waiting, "Healthy").message).toBe(
        `No references discovered for image repository "${project.image}"`,
      );
      const digest = await project.push("v1");
      const freight = await project.freightOf("v1");
      expect(freight.images).toMatchObject([{ repoURL: project.image, tag: "v1", digest }]);
      expect(freight.origin).toEqual({ kind: "Warehouse", name: "main" });
      expect(freight.metadata.labels["kargo.akuity.io/alias"]).toBe(freight.alias);
    });

    test("of each new build once, and remember what they found", async () => {
      await project.push("v2");
      await project.freightOf("v2");
      const { status } = await until("lastFreightID", async () => {
        const found = await project.get("Warehouse", "main");
        return found?.status?.discoveredArtifacts?.images?.[0]?.references?.[0]?.tag === "v2" ? found : undefined;
      });
      expect(status.discoveredArtifacts.images[0].references.map((each: Any) => each.tag)).toEqual(["v2", "v1"]);
      expect((await project.list("Freight")).map((each) => each.images[0].tag).sort()).toEqual(["v1", "v2"]);
    });

    test("of commits that touch included paths, with image and commit in step as a criterion asks", async () => {
      const first = await project.commit("apps/shop/a", "1");
      const image = {
        repoURL: project.image,
        imageSelectionStrategy: "NewestBuild",
        allowTagsRegexes: ["^[0-9a-f]{40}$"],
      };
      const git = { repoURL: project.repository, branch: "main", includePaths: ["apps/shop"] };
      await project.create("Warehouse", "both", {
        interval: "2s",
        freightCreationCriteria: {
          expression: `commitFrom("${project.repository}").ID == imageFrom("${project.image}")?.Tag`,
        },
        subscriptions: [{ git }, { image }],
      });
      await project.push(first);
      const made = await until("Freight of both", async () =>
        (await project.list("Freight")).find((each) => each.origin.name === "both"),
      );
      expect(made.commits).toMatchObject([
        { repoURL: project.repository, id: first, branch: "main", message: "apps/shop/a: 1", author: "t <t@x>" },
      ]);
      const second = await project.commit("apps/shop/a", "2");
      const waits = await until("the criterion not to hold", async () => {
        const found = await project.get("Warehouse", "both");
        return condition(found, "FreightCreationCriteriaSatisfied")?.status === "False" ? found : undefined;
      });
      expect(waits.status.discoveredArtifacts.git[0].commits[0].id).toBe(second);
      expect((await project.list("Freight")).filter((each) => each.origin.name === "both")).toHaveLength(1);
    });

    test("not by themselves when their policy is Manual", async () => {
      const git = { repoURL: project.repository, commitSelectionStrategy: "SemVer" };
      await project.tag("v1.2.0");
      await project.tag("v1.10.0");
      await project.create("Warehouse", "manual", {
        interval: "2s",
        freightCreationPolicy: "Manual",
        subscriptions: [{ git }],
      });
      const found = await until("tags", async () => {
        const { status } = (await project.get("Warehouse", "manual")) ?? {};
        return status?.discoveredArtifacts?.git?.[0]?.commits;
      });
      expect(found.map((each: Any) => each.tag)).toEqual(["v1.10.0", "v1.2.0"]);
      expect((await project.list("Freight")).filter((each) => each.origin.name === "manual")).toEqual([]);
    });
  });

  describe("Stages (50-user-guide/20-how-to-guides/40-working-with-stages.md, 60-patterns)", () => {
    let project: TestProject;
    beforeAll(async () => {
      project = await new TestProject(cluster, "stages").make();
      // The first policy that fits decides: prod stays manual although a later one fits it too.
      await project.policies({ stageSelector: { name: "prod" }, autoPromotionEnabled: false }, auto("glob:*"));
      await project.warehouse();
      await project.stage("dev", { direct: true });
      await project.stage("staging", { stages: ["dev"] });
      await project.create("Stage", "gate", {
        requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources: { stages: ["staging"] } }],
      });
      await project.stage("prod", { stages: ["gate"] });
    });

    test("automatic ones follow by themselves, one commit each, and note what they verified", async () => {
      await project.push("v1");
      const { metadata } = await project.freightOf("v1");
      const dev = await project.ready("dev", "v1");
      await project.ready("staging", "v1");
      expect(dev.status).toMatchObject({
        autoPromotionEnabled: true,
        freightSummary: metadata.name,
        health: { status: "Healthy" },
        lastPromotion: { status: { phase: "Succeeded", state: { commit: { commit: expect.any(String) } } } },
      });
      expect(dev.status.freightHistory[0].verificationHistory).toMatchObject([{ phase: "Successful" }]);
      const freight = await until("what the Stages noted", async () => {
        const found = await project.get("Freight", metadata.name);
        return found?.status?.verifiedIn?.staging && found.status.currentlyIn?.staging ? found : undefined;
      });
      expect(Object.keys(freight.status.verifiedIn)).toEqual(expect.arrayContaining(["dev", "staging"]));
      // The branch's empty first commit, and one of the Promotion.
      expect(await project.log("stage/dev")).toHaveLength(2);
      expect(await project.show("refs/remotes/origin/stage/dev:image.txt")).toBe("v1");
      const [promotion] = (await project.list("Promotion")).filter((each) => each.spec.stage === "dev");
      expect(promotion.metadata.annotations["kargo.akuity.io/create-actor"]).toBeUndefined();
    });

    test("one without steps verifies what reaches it at once, and takes no Promotion", async () => {
      const freight = await project.freightOf("v1");
      await until("gate", async () =>
        (await project.get("Freight", freight.metadata.name))?.status?.verifiedIn?.gate ? true : undefined,
      );
      expect((await project.get("Stage", "gate")).status.freightSummary).toBe("N/A");
      await expect(project.promote("gate", freight.metadata.name)).rejects.toThrow("defines no promotion steps");
    });

    test("a manual one waits for a person, and has then run what the person saw", async () => {
      const freight = await project.freightOf("v1");
      expect((await project.get("Stage", "prod")).status?.freightHistory).toBeUndefined();
      const { metadata } = await project.promote("prod", freight.metadata.name);
      const promoted = await project.ended(metadata.name);
      expect(promoted.status).toMatchObject({ phase: "Succeeded", freight: { name: freight.metadata.name } });
      expect(promoted.status.stepExecutionMetadata.map(({ alias, status }: Any) => `${alias} ${status}`)).toEqual(
        ["step-1", "step-2", "step-3", "commit", "step-5"].map((alias) => `${alias} Succeeded`),
      );
      await project.ready("prod", "v1");
    });

    test("Freight that wasn't verified upstream is refused", async () => {
      await project.merge("ProjectConfig", "stages", { spec: { promotionPolicies: [] } });
      await project.push("v2");
      const freight = await project.freightOf("v2");
      await expect(project.promote("prod", freight.metadata.name)).rejects.toThrow(
        "Freight is not available to this Stage",
      );
    });

    test("a Promotion that fails says which step and why, and its Stage isn't Ready", async () => {
      const freight = await project.freightOf("v2");
      const steps = [{ uses: "fail", as: "stop", config: { message: "not today" } }];
      await project.stage("broken", { direct: true }, { promotionTemplate: { spec: { steps } } });
      // Kargo's webhooks read from caches that may not have the Stage yet.
      const { metadata } = await until("a Promotion of a new Stage", async () =>
        project.promote("broken", freight.metadata.name).catch(() => undefined),
      );
      const failed = await project.ended(metadata.name);
      expect(failed.status.phase).toBe("Failed");
      expect(failed.status.message).toContain("not today");
      const stage = await until("Stage broken not Ready", async () => {
        const found = await project.get("Stage", "broken");
        return condition(found, "Ready")?.reason === "LastPromotionFailed" ? found : undefined;
      });
      expect(stage.status.freightHistory).toBeUndefined();
    });
  });

  describe("Holds (50-user-guide/20-how-to-guides/40-working-with-stages.md, auto-promotion)", () => {
    let project: TestProject;
    beforeAll(async () => {
      project = await new TestProject(cluster, "holds").make();
      await project.policies(auto("dev"));
      await project.warehouse();
      await project.stage("dev", { direct: true });
    });

    test("an older Freight that a person promotes stays, until the newest is promoted by hand", async () => {
      await project.push("v1");
      await project.ready("dev", "v1");
      await project.push("v2");
      await project.ready("dev", "v2");
      const old = (await project.freightOf("v1")).metadata.name;
      const { metadata } = await project.promote("dev", old);
      expect(metadata.annotations?.["kargo.akuity.io/auto-promotion-hold"]).toBe("Warehouse/main");
      const held = await project.ready("dev", "v1");
      expect(held.status.autoPromotionHolds).toMatchObject({
        "Warehouse/main": { freightName: old, promotionName: metadata.name, actor: "kubernetes:slipway-admin" },
      });
      await project.push("v3");
      const newest = (await project.freightOf("v3")).metadata.name;
      // Nothing comes: the Warehouse looked twice more, and the Stage with it.
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      expect((await project.list("Promotion")).filter((each) => each.spec.freight === newest)).toEqual([]);
      const release = await project.promote("dev", newest);
      expect(release.metadata.annotations?.["kargo.akuity.io/auto-promotion-resume"]).toBe("Warehouse/main");
      const free = await project.ready("dev", "v3");
      expect(free.status.autoPromotionHolds).toBeUndefined();
      await project.push("v4");
      await project.ready("dev", "v4");
    });
  });

  describe("Soak and verification (50-user-guide/20-how-to-guides/40-working-with-stages.md, 60-verification)", () => {
    let project: TestProject;
    beforeAll(async () => {
      project = await new TestProject(cluster, "verified").make();
      await project.policies(auto("glob:*"));
      await project.warehouse();
      await cluster.admin.create("/apis/argoproj.io/v1alpha1/namespaces/verified/analysistemplates", {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "AnalysisTemplate",
        metadata: { name: "ask", namespace: "verified" },
        spec: {
          args: [{ name: "tag" }],
          metrics: [{ name: "web", provider: { web: { url: "http://127.0.0.1:1/{{args.tag}}", jsonPath: "{$.ok}" } } }],
        },
      });
      const tag = `\${{ imageFrom("${project.image}").Tag }}`;
      await project.stage(
        "dev",
        { direct: true },
        {
          verification: { analysisTemplates: [{ name: "ask" }], args: [{ name: "tag", value: tag }] },
        },
      );
      await project.stage("soaked", { stages: ["dev"], requiredSoakTime: "6s" });
    });

    const runOf = (tag: string) =>
      until(`AnalysisRun of ${tag}`, async () =>
        (await project.list("AnalysisRun")).find((each) => each.spec.args?.[0]?.value === tag),
      );
    const end = (run: Any, phase: string) =>
      project
        .merge(
          "AnalysisRun",
          run.metadata.name,
          {
            status: { phase, message: `said ${phase}`, completedAt: new Date().toISOString().replace(/\.\d+/, "") },
          },
          true,
        )
        .catch(() =>
          project.merge("AnalysisRun", run.metadata.name, {
            status: { phase, message: `said ${phase}`, completedAt: new Date().toISOString().replace(/\.\d+/, "") },
          }),
        );

    test("Freight goes on when its AnalysisRun succeeded and it has soaked, not before", async () => {
      await project.push("v1");
      const analysis = await runOf("v1");
      expect(analysis.metadata.labels).toMatchObject({ "kargo.akuity.io/stage": "dev" });
      expect(analysis.metadata.ownerReferences).toMatchObject([{ kind: "Freight" }]);
      const { metadata } = await project.freightOf("v1");
      await expect(project.promote("soaked", metadata.name)).rejects.toThrow("Freight is not available to this Stage");
      await end(analysis, "Successful");
      const dev = await project.ready("dev", "v1");
      expect(dev.status.freightHistory[0].verificationHistory).toMatchObject([
        { phase: "Successful", analysisRun: { name: analysis.metadata.name } },
      ]);
      // Kargo looks at a Stage every five minutes; a person asks it to look now.
      await until("Stage soaked with v1", async () => {
        const annotations = { "kargo.akuity.io/refresh": new Date().toISOString() };
        await project.merge("Stage", "soaked", { metadata: { annotations } });
        const found = await project.get("Stage", "soaked");
        return found?.status?.freightHistory?.[0] ? found : undefined;
      });
      const { status } = await project.get("Freight", metadata.name);
      const [promotion] = (await project.list("Promotion")).filter((each) => each.spec.stage === "soaked");
      const soak = Date.parse(promotion.metadata.creationTimestamp) - Date.parse(status.currentlyIn.dev.since);
      expect(soak).toBeGreaterThanOrEqual(5_000);
    });

    test("Freight whose verification failed stops there, in the AnalysisRun's words", async () => {
      await project.push("v2");
      await end(await runOf("v2"), "Failed");
      const dev = await until("Stage dev to say that it failed", async () => {
        const found = await project.get("Stage", "dev");
        return condition(found, "Verified")?.reason === "VerificationFailed" ? found : undefined;
      });
      expect(condition(dev, "Verified")).toMatchObject({ status: "False", message: "said Failed" });
      const { status } = await project.freightOf("v2");
      expect(status?.verifiedIn).toBeUndefined();
      expect(
        (await project.get("Stage", "soaked")).status.freightHistory[0].items["Warehouse/main"].images[0].tag,
      ).toBe("v1");
    });
  });

  describe("Interruptions (50-user-guide/60-reference-docs/30-promotion-steps, Promotions)", () => {
    test("a Promotion whose controller is killed half-way ends, with exactly one commit", async () => {
      const project = await new TestProject(cluster, "killed").make();
      await project.warehouse();
      await project.stage("dev", { direct: true });
      await project.push("v1");
      const freight = await project.freightOf("v1");
      const { metadata } = await project.promote("dev", freight.metadata.name);
      // It runs for a second or so: a look that comes late finds it done, and the kill then takes nothing from it.
      await until("the Promotion to run", async () =>
        ["Running", "Succeeded"].includes((await project.get("Promotion", metadata.name))?.status?.phase)
          ? true
          : undefined,
      );
      const before = await cluster.start();
      process.kill(before.get(cluster.controller)?.pid ?? 0, "SIGKILL");
      await cluster.start();
      expect((await project.ended(metadata.name)).status.phase).toBe("Succeeded");
      expect(await project.log("stage/dev")).toHaveLength(2);
    });

    test("a Promotion that is aborted stops at its step, and says by whom", async () => {
      const project = await new TestProject(cluster, "aborted").make();
      await project.warehouse();
      const [clone, ...rest] = project.steps("dev");
      const wait = { uses: "git-wait-for-pr", config: { repoURL: project.repository, provider: "gitea", prNumber: 1 } };
      const push = { uses: "git-push", as: "push", config: { path: "./out", generateTargetBranch: true } };
      const open = {
        uses: "git-open-pr",
        as: "pr",
        config: {
          repoURL: project.repository,
          provider: "gitea",
          sourceBranch: "${{ outputs.push.branch }}",
          targetBranch: "stage/dev",
        },
      };
      const steps = [clone, ...rest.slice(0, -1), push, open, wait];
      await project.stage("dev", { direct: true }, { promotionTemplate: { spec: { steps } } });
      await project.push("v1");
      const { metadata } = await project.promote("dev", (await project.freightOf("v1")).metadata.name);
      await until("the Promotion to wait", async () => {
        const { status } = (await project.get("Promotion", metadata.name)) ?? {};
        return status?.stepExecutionMetadata?.at(-1)?.status === "Running" && status.currentStep === 6
          ? true
          : undefined;
      });
      await project.merge("Promotion", metadata.name, {
        metadata: { annotations: { "kargo.akuity.io/abort": "terminate" } },
      });
      const ended = await project.ended(metadata.name);
      expect(ended.status).toMatchObject({
        phase: "Aborted",
        message: "Promotion terminated by kubernetes:slipway-admin",
      });
      expect(ended.status.stepExecutionMetadata.at(-1)).toMatchObject({ status: "Aborted" });
    });
  });
}
