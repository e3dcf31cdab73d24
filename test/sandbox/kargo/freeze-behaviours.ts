/** What a freeze does to Kargo: asked of the stand-in and of Kargo's own programs, on a real API server. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freezeObjects } from "../../../model/freeze/objects.ts";
import { ownGuards } from "../../../model/rules/index.ts";
import { GiteaClient } from "../../../sandbox/pull-requests/client.ts";
import type { KargoCluster } from "./kargo-cluster.ts";
import { condition, until } from "./live.ts";
import { TestProject } from "./test-project.ts";

type Environment = Parameters<typeof freezeObjects>[1];
const admission = "/apis/admissionregistration.k8s.io/v1";

/** @param start brings up the Kargo that is asked */
export function freezeBehaviours(start: () => Promise<KargoCluster>): void {
  let cluster: KargoCluster;
  let project: TestProject;
  const key = "frozenByHand.staging";
  const words = "2026-11-21T18:00:00Z jane: the database moves";

  beforeAll(async () => {
    cluster = await start();
    project = await new TestProject(cluster, "frozen").make();
    await project.policies({ stageSelector: { name: "glob:*" }, autoPromotionEnabled: true });
    await project.warehouse();
    await project.stage("dev", { direct: true });
    await project.stage("staging", { stages: ["dev"] });
    const targets = [{ stageName: "staging", type: "promoted" }];
    const staging = { name: "staging", protected: false, freeze: { windows: [] }, targets } as unknown as Environment;
    const [freezeSwitch, policy, binding] = freezeObjects({ app: "frozen", project: "frozen" }, staging, ownGuards);
    await cluster.admin.create("/api/v1/namespaces/frozen/configmaps", freezeSwitch ?? {});
    await cluster.admin.create(`${admission}/validatingadmissionpolicies`, policy ?? {});
    await cluster.admin.create(`${admission}/validatingadmissionpolicybindings`, binding ?? {});
  });
  afterAll(() => cluster?.stop());

  const turn = (text: string | null) =>
    cluster.admin.merge("/api/v1/namespaces/frozen/configmaps/slipway-freeze-staging", { data: { [key]: text } });
  const into = async (stage: string) => (await project.list("Promotion")).filter((each) => each.spec.stage === stage);

  test("what is promoted by itself waits for the thaw, and then goes on by itself; a person is refused meanwhile", async () => {
    await project.push("v1");
    await project.ready("staging", "v1");
    await turn(words);
    await sleep(2_000);
    await project.push("v2");
    await project.ready("dev", "v2");
    const refused = await until("the Stage to say why it waits", async () => {
      const stage = await project.get("Stage", "staging");
      const found = condition(stage, "Ready");
      return found?.status === "False" && /G16/.test(found.message) ? found : undefined;
    });
    expect([refused.reason, refused.message]).toEqual([
      "ReconcileError",
      expect.stringMatching(
        /G16: Stage staging of frozen is frozen by hand: 2026-11-21T18:00:00Z jane: the database moves\. Thaw it with slipway thaw frozen --stage staging/,
      ),
    ]);
    const freight = await project.freightOf("v2");
    await expect(project.promote("staging", freight.metadata.name)).rejects.toThrow(
      /G16: Stage staging of frozen is frozen by hand/,
    );
    // long enough for the back-off to grow: tries are counted by what the controller wrote to its log
    await sleep(30_000);
    const log = readFileSync(join(cluster.state, "logs", `${cluster.controller}.log`), "utf8");
    const tries = log.split("\n").filter((line) => line.includes("G16")).length;
    console.log(`${cluster.controller}: ${tries} lines about G16 within about half a minute`);
    expect(tries).toBeGreaterThan(0);
    expect(tries).toBeLessThan(60);
    expect((await into("staging")).length).toBe(1);

    const thawedAt = Date.now();
    await turn(null);
    await until("staging to have v2", async () => ((await into("staging")).length > 1 ? true : undefined), 120_000);
    console.log(`${cluster.controller}: promoted ${((Date.now() - thawedAt) / 1000).toFixed(0)} s after the thaw`);
    const stage = await project.ready("staging", "v2");
    expect(condition(stage, "Ready").status).toBe("True");
  });

  test("a Promotion that waits for its pull request goes on when that is merged, frozen or not", async () => {
    await turn(null);
    await project.stage("prod", { stages: ["staging"] });
    await project.ready("prod", "v2");
    const [clone, ...rest] = project.steps("staging");
    const pull = { repoURL: project.repository, provider: "gitea" };
    const steps = [
      clone,
      ...rest.slice(0, -1),
      { uses: "git-push", as: "push", config: { path: "./out", generateTargetBranch: true } },
      {
        uses: "git-open-pr",
        as: "pr",
        config: { ...pull, sourceBranch: "${{ outputs.push.branch }}", targetBranch: "stage/staging" },
      },
      { uses: "git-wait-for-pr", config: { ...pull, prNumber: "${{ outputs.pr.pr.id }}" } },
    ];
    await project.merge("Stage", "staging", { spec: { promotionTemplate: { spec: { steps } } } });
    await project.push("v3");
    const waiting = await until("the Promotion to wait for its pull request", async () => {
      const open = (await into("staging")).find(
        ({ status }) => status?.phase === "Running" && status.currentStep === 6,
      );
      return open?.status.state?.pr === undefined ? undefined : open;
    });
    const before = await project.log("stage/staging");
    await turn(words);
    await sleep(2_000);
    const { id } = waiting.status.state.pr.pr;
    const person = new GiteaClient(async () => cluster.login);
    await person.merge(project.repository, Number(id));
    const ended = await project.ended(waiting.metadata.name);
    expect(ended.status.phase).toBe("Succeeded");
    const after = await project.log("stage/staging");
    expect(after.length).toBeGreaterThan(before.length);
    const stage = await until("staging to have v3", async () => {
      const found = await project.get("Stage", "staging");
      return found?.status?.freightHistory?.[0]?.items?.["Warehouse/main"]?.images?.[0]?.tag === "v3"
        ? found
        : undefined;
    });
    expect(stage.status.lastPromotion.name).toBe(waiting.metadata.name);
    // and it goes no further than where no freeze is: prod has none
    await project.ready("prod", "v3");
    await turn(null);
  });
}
