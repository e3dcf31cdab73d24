/**
 * What this file protects: `up` never takes away what a person put into a switch, whichever provider serves it, and
 * `slipway freeze` and `slipway thaw` write that person's key and no other.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AdmissionPolicies } from "../../../components/guard/admission-policies.ts";
import type { Compiled } from "../../../model/compile.ts";
import { freezeAnchor } from "../../../model/freeze/anchor.ts";
import { freezeObjects } from "../../../model/freeze/objects.ts";
import { ownGuards } from "../../../model/rules/index.ts";
import { EngineRoom, hasEngine, realPlugin, standInPlugin } from "../../provider/engine-harness.ts";
import { type ApiServer, hasApiServer } from "../../support/api-server.ts";
import { slipway } from "../../support/command.ts";
import { create, folderOf, startKargoServer, until } from "../../support/kargo-server.ts";

type Environment = Parameters<typeof freezeObjects>[1];

function environment(frozen?: string): Environment {
  const freeze = { windows: [], ...(frozen === undefined ? {} : { frozen }) };
  return {
    name: "prod",
    protected: false,
    freeze,
    targets: [{ stageName: "prod", type: "promoted" }],
  } as unknown as Environment;
}

describe.skipIf(!hasApiServer() || !hasEngine())("a person's freeze", () => {
  let api: ApiServer;
  const path = (project: string) => `/api/v1/namespaces/${project}/configmaps/slipway-freeze-prod`;

  beforeAll(async () => {
    api = await startKargoServer();
    // as in a cluster: with the delivery stack's policy, without which no switch is read again once the last was destroyed
    for (const object of freezeAnchor({ app: "anchor", project: "anchor" } as Compiled, ownGuards))
      await create(api.ask, object);
  });
  afterAll(async () => {
    await api?.stop();
  });

  const data = async (project: string) => (await api.ask("GET", path(project))).body.data;

  describe.each([standInPlugin, ...[realPlugin()].filter((plugin) => plugin !== undefined)])(
    "with the $name",
    (plugin) => {
      const project = plugin === standInPlugin ? "stand-in" : "real";
      const mine = { "frozenByHand.prod": "2026-11-21T18:00:00Z jane: the database moves" };

      test("outlives every up, a refresh, and a change of Pulumi's own key; destroy takes all of it away", async () => {
        await create(api.ask, { apiVersion: "v1", kind: "Namespace", metadata: { name: project } });
        const room = new EngineRoom(api.folder, plugin);
        const program = (frozen?: string) => async () => {
          const provider = new k8s.Provider("cluster", { kubeconfig: api.kubeconfig, enableConfigMapMutable: true });
          const objects = freezeObjects({ app: project, project }, environment(frozen), ownGuards);
          new AdmissionPolicies("guards", { app: project, objects }, { providers: [provider] });
        };
        const ok = async (run: Promise<{ ok: boolean; output: string; changes: object }>) => {
          const { ok: done, output, changes } = await run;
          expect(done, output).toBe(true);
          return changes;
        };
        try {
          const stack = await room.stack("prod", program());
          await ok(stack.up());
          expect(await data(project)).toEqual({ calendar: "[]", frozen: "" });
          await api.ask("PATCH", path(project), { data: mine }, "application/merge-patch+json");
          expect(await ok(stack.up())).toEqual({ same: 6 });
          expect(await data(project)).toEqual({ calendar: "[]", frozen: "", ...mine });
          await ok(stack.up(program("incident 7")));
          expect(await data(project)).toEqual({ calendar: "[]", frozen: "incident 7", ...mine });
          await ok(stack.refresh());
          await ok(stack.up(program("incident 8")));
          expect(await data(project)).toEqual({ calendar: "[]", frozen: "incident 8", ...mine });
          await ok(stack.up(program()));
          expect(await data(project)).toEqual({ calendar: "[]", frozen: "", ...mine });
          expect(await ok(stack.up())).toEqual({ same: 6 });
          await ok(stack.destroy());
          expect((await api.ask("GET", path(project))).code).toBe(404);
        } finally {
          room.remove();
        }
      }, 900_000);
    },
  );

  /** A policy works some seconds after it was made. */
  async function inForce(project: string): Promise<void> {
    const turn = (frozen: string) =>
      api.ask("PATCH", path(project), { data: { frozen } }, "application/merge-patch+json");
    const probe = {
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Promotion",
      metadata: { name: "probe", namespace: project },
      spec: { stage: "prod", freight: "f", steps: [{ uses: "fail" }] },
    };
    const refused = async () => (await api.ask("POST", `${folderOf(probe)}?dryRun=All`, probe)).code === 403;
    await turn("for a moment");
    await until("the policy to work", refused);
    await turn("");
    await until("the switch to be read again", async () => !(await refused()));
  }

  test("is made by slipway freeze, told by status, and ended by slipway thaw", async () => {
    const kubeconfig = join(api.folder, "freeze.kubeconfig");
    writeFileSync(kubeconfig, api.kubeconfig, { mode: 0o600 });
    await create(api.ask, { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
    const run = async (...args: string[]) => {
      const { code, output } = await slipway(...args, "--kubeconfig", kubeconfig).ended;
      return {
        code,
        lines: output
          .trimEnd()
          .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, "TIME")
          .split("\n"),
      };
    };
    expect(await run("freeze", "shop", "--reason", "x")).toEqual({
      code: 1,
      lines: [expect.stringContaining('"shop" has no Stages on ')],
    });
    const [dev, prod] = ["dev", "prod"].map((name) => ({
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Stage",
      metadata: { name, namespace: "shop" },
      spec: {
        requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources: { direct: true } }],
        promotionTemplate: { spec: { steps: [{ uses: "fail" }] } },
      },
    }));
    for (const stage of [dev, prod]) await create(api.ask, stage ?? {});
    expect(await run("freeze", "shop", "--reason", "x")).toEqual({
      code: 1,
      lines: [
        expect.stringMatching(
          /nothing can freeze dev, prod of shop on .*: the guards that ask a switch aren't there\. Run slipway up, and leave rule G16 on/,
        ),
      ],
    });
    for (const object of freezeObjects({ app: "shop", project: "shop" }, environment(), ownGuards))
      await create(api.ask, object);
    await inForce("shop");

    expect(await run("freeze", "shop", "--stage", "prod", "--reason", "the database moves")).toEqual({
      code: 0,
      lines: [
        "prod: frozen by hand, by admin since TIME: the database moves",
        "No Promotion is created there until somebody runs: npm run thaw -- shop --stage prod",
        "Promotions that are under way go on, also those that wait for a pull request: whoever merges it deploys.",
      ],
    });
    expect((await data("shop"))["frozenByHand.prod"]).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ admin: the database moves$/,
    );
    expect((await run("freeze", "shop", "--stage", "prod", "--reason", "another")).lines[0]).toBe(
      "prod: already frozen by hand, by admin since TIME: the database moves; left as it is",
    );
    const status = await run("status", "shop");
    expect(status.lines).toContain("* prod: frozen by hand, by admin since TIME: the database moves");
    await api.ask("PATCH", path("shop"), { data: { frozen: "incident 7" } }, "application/merge-patch+json");
    expect(await run("thaw", "shop", "--stage", "prod")).toEqual({
      code: 0,
      lines: [
        "prod: thawed; it was frozen by hand, by admin since TIME: the database moves",
        "prod: still frozen by slipway:frozen: incident 7",
      ],
    });
    expect(await data("shop")).toEqual({ calendar: "[]", frozen: "incident 7" });
    expect((await run("thaw", "shop", "--stage", "prod")).lines[0]).toBe("prod: nobody has frozen it by hand");
    expect((await run("thaw", "shop", "--stage", "prd")).lines[0]).toContain('Perhaps "prod" is meant');
  });

  test("whose policy is gone is told to hold nothing", async () => {
    await create(api.ask, { apiVersion: "v1", kind: "Namespace", metadata: { name: "open" } });
    const kubeconfig = join(api.folder, "open.kubeconfig");
    writeFileSync(kubeconfig, api.kubeconfig, { mode: 0o600 });
    const [freezeSwitch] = freezeObjects({ app: "open", project: "open" }, environment(), ownGuards);
    await create(api.ask, freezeSwitch ?? {});
    await create(api.ask, {
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Stage",
      metadata: { name: "prod", namespace: "open" },
      spec: {
        requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources: { direct: true } }],
        promotionTemplate: { spec: { steps: [{ uses: "fail" }] } },
      },
    });
    const { code, output } = await slipway("freeze", "open", "--reason", "x", "--kubeconfig", kubeconfig).ended;
    expect([code, output.split("\n")[1]]).toEqual([
      1,
      "prod: the switch is set, but the API server still lets Promotions through: its policy is missing, or rule G16 only warns. Run slipway up",
    ]);
  });
});
