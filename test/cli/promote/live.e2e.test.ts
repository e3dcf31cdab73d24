import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LiveFreight, LiveStage } from "../../../cli/kargo/objects.ts";
import { hasApiServer } from "../../support/api-server.ts";
import { slipway } from "../../support/command.ts";
import { freight, hash, holding, reference, stage } from "../status/sample.ts";
import { KargoCluster } from "./kargo-cluster.ts";

/** Days and a half ago: told in days, however long the tests take. */
const iso = (days: number) => `${new Date(Date.now() - (days + 0.5) * 86_400_000).toISOString().slice(0, 19)}Z`;
const older: LiveFreight = {
  ...freight("quiet-moose", "1", 0, {
    currentlyIn: { prod: { since: iso(20) } },
    verifiedIn: { dev: { verifiedAt: iso(29) }, prod: { verifiedAt: iso(20) } },
  }),
  discoveredAt: iso(30),
};
const newer: LiveFreight = {
  ...freight("jolly-otter", "2", 0, {
    currentlyIn: { dev: { since: iso(12) } },
    verifiedIn: { dev: { verifiedAt: iso(12) } },
  }),
  discoveredAt: iso(13),
};
const unverified: LiveFreight = { ...freight("new-newt", "3", 0, {}), discoveredAt: iso(11) };

/** Everything but its times and the name that the API server made up. */
const steady = (text: string) =>
  text
    .replace(/\(\d+\.\d s\)/g, "(… s)")
    .replace(/prod\.01k\d+\.\d+/g, "prod.NAME")
    .replace(/context test of \S+\/kubeconfig/g, "context test of KUBECONFIG")
    .replace(/https:\/\/127\.0\.0\.1:\d+/g, "SERVER");

describe.skipIf(!hasApiServer())("promote, rollback and status on an API server with Kargo's CRDs", () => {
  let kargo: KargoCluster;

  beforeAll(async () => {
    kargo = await KargoCluster.start();
  });
  afterAll(async () => {
    await kargo?.stop();
  });

  test("without Kargo, without rights, without a cluster: each is said, with what to do", async () => {
    const missing = await kargo.slipway("status").ended;
    expect([missing.code, steady(missing.output)]).toEqual([
      1,
      "context test of KUBECONFIG doesn't know stages.kargo.akuity.io: Kargo isn't installed there, or its CRDs are missing. Install it, or name another cluster with --context or --kubeconfig\n",
    ]);
    await kargo.applyCrds();
    const powerless = join(kargo.server.folder, "powerless");
    writeFileSync(powerless, kargo.server.powerlessKubeconfig);
    const forbidden = await slipway("status", "goserver", "--kubeconfig", powerless).ended;
    expect([forbidden.code, forbidden.output.replaceAll(powerless, "FILE")]).toEqual([
      1,
      `you may not list stages.kargo.akuity.io in namespace goserver on context test of FILE (403). The server says: stages.kargo.akuity.io is forbidden: User "nobody" cannot list resource "stages" in API group "kargo.akuity.io" in the namespace "goserver". Ask whoever runs the cluster for the verb "list" on stages.kargo.akuity.io\n`,
    ]);
    const nowhere = join(kargo.server.folder, "nowhere");
    writeFileSync(nowhere, kargo.server.kubeconfig.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1"));
    const gone = await slipway("status", "--kubeconfig", nowhere).ended;
    expect([gone.code, gone.output.replaceAll(nowhere, "FILE")]).toEqual([
      1,
      "context test of FILE can't be reached: nothing listens there (ECONNREFUSED). Is it running, and is this machine's network up; or name another with --context or --kubeconfig\n",
    ]);
    const empty = await kargo.slipway("status").ended;
    expect([empty.code, steady(empty.output)]).toEqual([
      0,
      "No Stages on context test of KUBECONFIG: Kargo is installed there, but has no pipelines yet.\n",
    ]);
  });

  test("status tells what is where from live objects", async () => {
    await kargo.namespace("goserver");
    for (const each of [older, newer, unverified]) await kargo.put("Freight", each);
    await kargo.put("Stage", stage("dev", [], {}, { ...holding(newer), autoPromotionEnabled: true }));
    await kargo.put("Stage", {
      ...stage("prod", ["dev"], {}, { ...holding(older), lastPromotion: { name: "prod.0" } }),
    } as LiveStage);
    const { code, output } = await kargo.slipway("status", "goserver").ended;
    expect([code, steady(output)]).toEqual([
      0,
      `\
goserver, on context test of KUBECONFIG

STAGE  FREIGHT      VERSION  SINCE  BY  VERIFIED  SYNC  HEALTH   NEXT
dev    jolly-otter  0.2.0    12d    -   yes       -     Healthy  new-newt next
prod   quiet-moose  0.1.0    20d    -   yes       -     Healthy  jolly-otter ready

FREIGHT      ARTIFACT                                 COMMIT                             AGE
jolly-otter  acme/goserver:222222222222@222222222222  222222222222 Release 0.2.0 (main)  13d
quiet-moose  acme/goserver:111111111111@111111111111  111111111111 Release 0.1.0 (main)  30d

! Argo CD isn't in this cluster: sync, health and drift are as Kargo last saw them
`,
    ]);
    const json = await kargo.slipway("status", "goserver", "--json").ended;
    expect(JSON.parse(json.output)).toMatchObject({
      version: 1,
      projects: [{ project: "goserver", stages: [{ stage: "dev" }, { stage: "prod" }] }],
    });
    expect((await kargo.slipway("status", "goserve").ended).output).toMatch(
      /^"goserve" has no Stages on .*Perhaps "goserver" is meant\n$/,
    );
  });

  test("what can't be promoted is explained, and nothing is created", async () => {
    const refused = async (...args: string[]) => {
      const { code, output } = await kargo.slipway("promote", "goserver", ...args).ended;
      expect(code, output).toBe(1);
      return steady(output);
    };
    expect(await refused("--stage", "prod", "--freight", "new-newt")).toBe(
      "new-newt can't be promoted to prod yet: it isn't verified in dev. Promote it there first: slipway promote goserver --stage dev --freight new-newt\n",
    );
    expect(await refused("--stage", "prd")).toBe(
      '--stage: Project goserver has no Stage "prd". Perhaps "prod" is meant\n',
    );
    expect(await refused("--stage", "prod", "--freight", "no-such")).toBe(`\
--freight "no-such": no Freight of goserver is that. There is:
  new-newt · 11d old · acme/goserver:333333333333 · 333333333333 Release 0.3.0 · verified in none · it isn't verified in dev
  jolly-otter · 13d old · acme/goserver:222222222222 · 222222222222 Release 0.2.0 · verified in dev · available
  quiet-moose · 30d old · acme/goserver:111111111111 · 111111111111 Release 0.1.0 · verified in dev, prod · there now
`);
    expect(await refused("--stage", "prod")).toMatch(
      /^jolly-otter into Stage prod of goserver, on .*\nno webhook of Kargo's answered on .*Is kargo-webhooks-server running/,
    );
    expect(await kargo.promotions("goserver")).toEqual([]);
  });

  test("a promotion is followed step by step, then its Stage until that is healthy and verified", async () => {
    await kargo.fillSteps(["git-clone", "git-push", "argocd-update"]);
    const running = kargo.slipway(
      "promote",
      "goserver",
      "--stage",
      "prod",
      "--freight",
      `image=acme/goserver:${hash("2")}`,
    );
    const created = await kargo.nextPromotion("goserver", []);
    expect(created.spec).toMatchObject({ stage: "prod", freight: newer.metadata.name });
    await kargo.play(created, [
      {
        phase: "Running",
        startedAt: iso(0),
        currentStep: 0,
        stepExecutionMetadata: [
          done("step-1"),
          { alias: "step-2", status: "Running", startedAt: iso(0), message: "pushing" },
        ],
      },
      {
        phase: "Succeeded",
        finishedAt: iso(0),
        freight: reference(newer),
        stepExecutionMetadata: [done("step-1"), done("step-2"), { alias: "step-3", status: "Skipped" }],
      },
    ]);
    await kargo.status("Stage", "goserver", "prod", {
      lastPromotion: { name: created.metadata.name },
      freightHistory: [
        { id: "2", items: { "Warehouse/main": reference(newer) } },
        { id: "1", items: { "Warehouse/main": reference(older) } },
      ],
      health: { status: "Healthy" },
      conditions: [condition("Healthy", "True"), condition("Verified", "True")],
    });
    const { code, output } = await running.ended;
    expect([code, steady(output)]).toEqual([
      0,
      `\
jolly-otter into Stage prod of goserver, on context test of KUBECONFIG
created Promotion prod.NAME
… Promotion prod.NAME
… 1/3 git-clone
✓ 1/3 git-clone: took 2s (… s)
… 2/3 git-push
✓ 2/3 git-push: took 2s (… s)
… 3/3 argocd-update
✓ 3/3 argocd-update: Skipped (… s)
✓ Promotion prod.NAME (… s)
… prod: healthy and verified
✓ prod: healthy and verified: Healthy (… s)
`,
    ]);
  });

  test("rollback promotes what was there before, and a failed promotion ends with 1 and its reason", async () => {
    const known = (await kargo.promotions("goserver")).map(({ metadata }) => metadata.name);
    const running = kargo.slipway("rollback", "goserver", "--stage", "prod", "--json");
    const created = await kargo.nextPromotion("goserver", known);
    expect([created.spec.freight, created.metadata.annotations]).toEqual([
      older.metadata.name,
      { "kargo.akuity.io/rollback": "true" },
    ]);
    await kargo.play(created, [
      {
        phase: "Errored",
        message: "step 2 met an error",
        finishedAt: iso(0),
        stepExecutionMetadata: [done("step-1"), { alias: "step-2", status: "Errored", message: "push was refused" }],
      },
    ]);
    const { code, output } = await running.ended;
    expect(code, output).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      version: 1,
      project: "goserver",
      stage: "prod",
      freight: { name: older.metadata.name, alias: "quiet-moose" },
      promotion: created.metadata.name,
      phase: "Errored",
      message: "step 2 met an error",
      steps: [
        { number: 1, name: "git-clone", status: "Succeeded", seconds: 2 },
        { number: 2, name: "git-push", status: "Errored", message: "push was refused" },
        { number: 3, name: "argocd-update", status: "Pending" },
      ],
    });
  });

  test("older Freight into a Stage with auto-promotion is said to hold it; a bound ends the waiting, not the promotion", async () => {
    const args = ["promote", "goserver", "--stage", "dev", "--freight", "jolly-otter", "--timeout", "2s"];
    const { code, output } = await kargo.slipway(...args).ended;
    expect(code, output).toBe(1);
    expect(output).toContain(
      "! Kargo holds auto-promotion of Warehouse/main into dev from now on, since this isn't the newest Freight: new-newt isn't promoted by itself. To let it go on, promote the newest: slipway promote goserver --stage dev\n",
    );
    expect(output).toMatch(
      /waited 2s for Promotion dev\.[\w.]+ \(Pending\)\. Promotion dev\.[\w.]+ goes on without being watched: slipway status goserver\./,
    );
  });
});

const done = (alias: string) => ({
  alias,
  status: "Succeeded",
  startedAt: "2026-11-21T12:00:00Z",
  finishedAt: "2026-11-21T12:00:02Z",
});
const condition = (type: string, status: string) => ({
  type,
  status,
  reason: "Test",
  message: "",
  lastTransitionTime: iso(0),
});
