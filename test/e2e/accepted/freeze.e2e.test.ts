/**
 * What this file protects: on a real API server no Promotion is created in a window, to the second; a switch with two keys
 * freezes when either is set; and nobody's deletion is held up.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FreezeWindow } from "../../../model/definition/freeze.ts";
import { wallMinute } from "../../../model/freeze/calendar.ts";
import { freezeObjects } from "../../../model/freeze/objects.ts";
import { freezePolicy } from "../../../model/freeze/policy.ts";
import { weekText } from "../../../model/freeze/time-text.ts";
import type { Window } from "../../../model/freeze/window.ts";
import type { KubeObject } from "../../../model/object.ts";
import { ownGuards } from "../../../model/rules/index.ts";
import { type ApiServer, type Ask, hasApiServer, type JsonObject } from "../../support/api-server.ts";
import { create, folderOf, startKargoServer, until } from "../../support/kargo-server.ts";

const zones = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu"] as const;
const hint =
  "In an emergency, with the right to use overrides.guards.slipway.dev, say why in the annotation slipway.dev/override and write again with kubectl";

describe.skipIf(!hasApiServer())("on the API server", () => {
  let api: ApiServer;

  beforeAll(async () => {
    api = await startKargoServer();
    await create(api.ask, { apiVersion: "v1", kind: "Namespace", metadata: { name: "demo" } });
  });
  afterAll(async () => {
    await api?.stop();
  });

  const promotion = (stage: string, metadata: object = {}): JsonObject => ({
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Promotion",
    metadata: { generateName: `${stage}-`, namespace: "demo", ...metadata },
    spec: { stage, freight: "f", steps: [{ uses: "fail" }] },
  });

  /** What the server says to a Promotion; `taken` and when, by its own clock, when it takes it. */
  async function promote(stage: string, metadata: object = {}, ask: Ask = api.ask) {
    const { code, body } = await ask("POST", folderOf(promotion(stage)), promotion(stage, metadata));
    if (code === 201) return { said: "taken", at: Date.parse(body.metadata.creationTimestamp) };
    return { said: String(body.message).replace(/^.*denied request: /s, ""), at: undefined };
  }

  /** One environment of one Stage of that name, frozen as its windows say. */
  function objects(stage: string, windows: readonly FreezeWindow[], frozen?: string): KubeObject[] {
    const target = { stageName: stage, type: "promoted" };
    const freeze = { windows, ...(frozen === undefined ? {} : { frozen }) };
    const environment = { name: stage, protected: false, freeze, targets: [target] } as unknown as Parameters<
      typeof freezeObjects
    >[1];
    return freezeObjects({ app: "demo", project: "demo" }, environment, ownGuards);
  }

  /** Applied, and asked by the server. */
  async function freeze(stage: string, made: readonly KubeObject[]) {
    // until the policy works, its missing switch refuses
    const [freezeSwitch, ...rest] = made;
    for (const object of rest) await create(api.ask, object);
    await until(`the policy of ${stage}`, async () => (await promote(stage)).said !== "taken");
    if (freezeSwitch !== undefined) await create(api.ask, freezeSwitch);
    const lost = /no params found/;
    await until(`the switch of ${stage}`, async () => !lost.test((await promote(stage)).said));
  }

  const patch = (stage: string, data: object) =>
    api.ask(
      "PATCH",
      `/api/v1/namespaces/demo/configmaps/slipway-freeze-${stage}`,
      { data },
      "application/merge-patch+json",
    );
  const says = async (stage: string, text: RegExp) =>
    await until(`${stage} to say ${text}`, async () => text.test((await promote(stage)).said));

  describe("windows", () => {
    let edges = 0;
    /** A weekly window by minutes from now, in a zone. */
    const around = (zone: string, from: number, to: number): FreezeWindow => {
      const now = wallMinute(Date.now(), zone);
      return { from: weekText(now + from), until: weekText(now + to), zone } as FreezeWindow;
    };

    test.each(zones)("in %s: one that holds refuses, by its message; those before and after don't", async (zone) => {
      const name = zone.toLowerCase().replaceAll(/[/_]/g, "-");
      const window = { ...around(zone, -5, 30), reason: "nobody is there to look" };
      await freeze(`${name}-in`, objects(`${name}-in`, [window]));
      await freeze(`${name}-out`, objects(`${name}-out`, [around(zone, -30, -1), around(zone, 30, 60)]));
      // all week but the hour around now
      await freeze(`${name}-week`, objects(`${name}-week`, [around(zone, 30, -30)]));
      expect((await promote(`${name}-in`)).said).toBe(
        `G16: ${name}-in of demo is frozen, ${window.from} to ${window.until} (${zone}): nobody is there to look. Wait until the freeze ends. ${hint}`,
      );
      expect([(await promote(`${name}-out`)).said, (await promote(`${name}-week`)).said]).toEqual(["taken", "taken"]);
      const past = { creationTimestamp: "2020-01-01T00:00:00Z" };
      expect((await promote(`${name}-in`, past)).said).toContain("is frozen");
    });

    test("begin and end with their second, by the server's own clock", async () => {
      // A machine that does much else may take longer than that for the policy to work, or look away for a whole second:
      // then nothing was seen, and a later window is looked at.
      for (const lead of [8_000, 30_000, 90_000, 90_000]) {
        const { stage, window, seen } = await watched(lead);
        const within = (from: number) => seen.some(({ before, after }) => before >= from && after < from + 1000);
        if (!within(window.from - 1000) || !within(window.from) || !within(window.until)) continue;
        const taken = seen.flatMap(({ at }) => at ?? []);
        expect(taken.filter((at) => at >= window.from && at < window.until)).toEqual([]);
        // the last second before it, and the first one after it, are open
        expect([taken.includes(window.from - 1000), taken.includes(window.until)]).toEqual([true, true]);
        const refused = seen.filter(({ at }) => at === undefined);
        expect(refused.length).toBeGreaterThan(0);
        for (const { before, after, said } of refused) {
          expect(said).toContain(`${stage} of demo is frozen`);
          expect([after >= window.from, before < window.until]).toEqual([true, true]);
        }
        return;
      }
      throw new Error("this machine is too slow to look at the seconds in which a window begins and ends");
    }, 900_000);

    /** What became of Promotions around a window of four seconds, which begins in so many milliseconds. */
    async function watched(lead: number) {
      const stage = `edge-${edges++}`;
      const start = Math.ceil(Date.now() / 1000) * 1000 + lead;
      const window: Window = {
        kind: "dated",
        from: start,
        until: start + 4_000,
        zone: "UTC",
        reason: undefined,
        written: { from: "a", until: "b" },
      };
      const made = objects(stage, []).map((object) =>
        object.kind === "ValidatingAdmissionPolicy"
          ? freezePolicy(
              object.metadata,
              { app: "demo", project: "demo", environment: stage, stages: [stage], windows: [window] },
              ownGuards,
            )
          : object,
      );
      await freeze(stage, made);
      const seen: { before: number; after: number; said: string; at: number | undefined }[] = [];
      await sleep(Math.max(0, start - 4_000 - Date.now()));
      while (Date.now() < start + 6_000) {
        const before = Date.now();
        const { said, at } = await promote(stage);
        seen.push({ before, after: Date.now(), said, at });
        await sleep(20);
      }
      return { stage, window, seen };
    }
  });

  describe("the switch", () => {
    beforeAll(() => freeze("prod", objects("prod", [])));

    test("lets through while neither key is set, and other Stages whatever it says", async () => {
      expect([(await promote("prod")).said, (await promote("dev")).said]).toEqual(["taken", "taken"]);
      await patch("prod", { "frozenByHand.dev": "2026-11-21T18:00:00Z jane: not this one" });
      await sleep(1500);
      expect((await promote("prod")).said).toBe("taken");
    });

    test("refuses when a person has set theirs, in that person's words, also those of Kargo's controller", async () => {
      await patch("prod", { "frozenByHand.prod": "2026-11-21T18:00:00Z jane: the database moves" });
      await says("prod", /frozen/);
      const said = `G16: Stage prod of demo is frozen by hand: 2026-11-21T18:00:00Z jane: the database moves. Thaw it with slipway thaw demo --stage prod. ${hint}`;
      expect((await promote("prod")).said).toBe(said);
      const controller = api.as("system:serviceaccount:kargo:kargo-controller", "system:masters");
      expect((await promote("prod", { annotations: { "slipway.dev/override": "x" } }, controller)).said).toBe(said);
    });

    test("of a person stays when Pulumi's is taken away, and the other way round", async () => {
      await patch("prod", { frozen: "incident 7" });
      await sleep(1500);
      expect((await promote("prod")).said).toContain("by hand");
      await patch("prod", { "frozenByHand.prod": null });
      await says("prod", /slipway:frozen/);
      expect((await promote("prod")).said).toBe(
        `G16: prod of demo is frozen by slipway:frozen: incident 7. Take that out of the config of stack prod, then run slipway up. ${hint}`,
      );
      await patch("prod", { frozen: "" });
      await says("prod", /^taken$/);
    });

    test("is thawed by a person who writes false, and says all the same when a text is too long to show", async () => {
      await patch("prod", { "frozenByHand.prod": "false" });
      await sleep(1500);
      expect((await promote("prod")).said).toBe("taken");
      await patch("prod", { "frozenByHand.prod": "a\nb" });
      await says("prod", /frozen/);
      expect((await promote("prod")).said).toBe(
        `G16: prod of demo is frozen by hand. Thaw it with slipway thaw demo. ${hint}`,
      );
      await patch("prod", { "frozenByHand.prod": null });
      await says("prod", /^taken$/);
    });

    test("that lost Pulumi's key, and one that is gone, refuse and say so", async () => {
      await patch("prod", { frozen: null });
      await says("prod", /frozen/);
      expect((await promote("prod")).said).toBe(
        `G16: prod of demo is frozen: the key frozen of ConfigMap slipway-freeze-prod is gone. Run slipway up. ${hint}`,
      );
      await api.ask("DELETE", "/api/v1/namespaces/demo/configmaps/slipway-freeze-prod");
      await says("prod", /no params found/);
      expect((await promote("prod")).said).toBe(
        "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction",
      );
      const [freezeSwitch] = objects("prod", []);
      if (freezeSwitch !== undefined) await create(api.ask, freezeSwitch);
      await says("prod", /^taken$/);
    });

    test("holds up no deletion: of a Promotion, and of its own parts, the switch first", async () => {
      await patch("prod", { frozen: "for good" });
      await says("prod", /frozen/);
      const { body } = await api.ask("GET", folderOf(promotion("prod")));
      const [first] = body.items.filter((each: JsonObject) => each.spec.stage === "prod");
      expect((await api.ask("DELETE", `${folderOf(promotion("prod"))}/${first.metadata.name}`)).code).toBe(200);
      for (const object of objects("prod", []))
        expect((await api.ask("DELETE", `${folderOf(object)}/${object.metadata.name}`)).code).toBe(200);
      await says("prod", /^taken$/);
    });
  });
});
