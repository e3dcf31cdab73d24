import { describe, expect, test } from "vitest";
import { dockerHubRepositories, type TagMutability } from "../../../model/live/immutable-tags.ts";
import type { LiveObject } from "../../../model/live/live-object.ts";
import { checkOf, guardsFrom, prod, promotion, told } from "./sample.ts";

const kargo = "kargo.akuity.io/v1alpha1";

describe("old Freight (G35)", () => {
  const freight: LiveObject = {
    apiVersion: kargo,
    kind: "Freight",
    metadata: { name: "f1", namespace: "goserver", creationTimestamp: "2026-10-21T12:00:00Z" },
  };
  const guards = guardsFrom({ oldestFreight: "719h" });
  const said =
    "warning Promotion/goserver/p1 spec.freight: Freight this old was promoted to a protected Stage without a reason (got 720h old; allowed at most 719h). Promote newer Freight, or write why into the Promotion's annotation slipway.dev/reason. [G35]";

  test("is told, past the settings' age to the hour", () => {
    expect(told([prod, freight, promotion("p1")], { guards })).toEqual([said]);
    expect(told([prod, freight, promotion("p1")], { guards: guardsFrom({ oldestFreight: "720h" }) })).toEqual([]);
    expect(told([prod, freight, promotion("p1")], { guards: guardsFrom({}) })).toEqual([]);
  });

  test("isn't told with a reason, of a rollback, of another Stage, or of Freight that is gone", () => {
    const reasons = [{ "slipway.dev/reason": "the new one leaks" }, { "kargo.akuity.io/rollback": "true" }];
    for (const annotations of reasons)
      expect(told([prod, freight, promotion("p1", { annotations })], { guards })).toEqual([]);
    expect(told([prod, freight, promotion("p1", { annotations: { "slipway.dev/reason": "" } })], { guards })).toEqual([
      said,
    ]);
    const dev = promotion("p1", { spec: { stage: "dev", freight: "f1" } });
    expect(told([prod, freight, dev], { guards })).toEqual([]);
    expect(told([prod, promotion("p1")], { guards })).toEqual([]);
  });
});

describe("Promotions that were made while their Stage was frozen (G16)", () => {
  const stage = {
    ...prod,
    metadata: { ...prod.metadata, labels: { ...prod.metadata.labels, "slipway.dev/environment": "prod" } },
  };
  const window = { from: "Fri 12:00", until: "Mon 08:00", zone: "UTC" };
  const freeze = (data: Record<string, string>, time = "2026-11-01T00:00:00Z"): LiveObject => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "slipway-freeze-prod",
      namespace: "goserver",
      labels: { "slipway.dev/freeze": "prod" },
      managedFields: [{ manager: "pulumi", time, fieldsV1: { "f:data": { "f:calendar": {}, "f:frozen": {} } } }],
    },
    data: { frozen: "", calendar: JSON.stringify([window]), ...data },
  });
  // Friday
  const made = (creationTimestamp: string, annotations = {}) => {
    const object = promotion("p1", { annotations });
    return { ...object, metadata: { ...object.metadata, creationTimestamp } };
  };
  const mend = "Ask who made it; mend the freeze's policy if nothing refused it";
  const at = "Promotion/goserver/p1 metadata.creationTimestamp: This Promotion was made while Stage prod was frozen";

  test("by its calendar, from the window's first second", () => {
    expect(told([stage, freeze({}), made("2026-11-20T12:00:00Z")])).toEqual([
      `error ${at}: Fri 12:00 to Mon 08:00 (UTC) (got 2026-11-20T12:00:00Z). ${mend}. [G16]`,
    ]);
    expect(told([stage, freeze({}), made("2026-11-20T11:59:59Z")])).toEqual([]);
  });

  test("but not by a calendar that was written after them", () => {
    expect(told([stage, freeze({}, "2026-11-20T12:00:01Z"), made("2026-11-20T12:00:00Z")])).toEqual([]);
  });

  test("by hand, from the moment that it says", () => {
    const byHand = { calendar: "[]", "frozenByHand.prod": "2026-11-19T10:00:00Z jane: the database moves" };
    expect(told([stage, freeze(byHand), made("2026-11-19T10:00:00Z")])).toEqual([
      `error ${at}: by hand, by jane since 2026-11-19 10:00:00 UTC: the database moves (got 2026-11-19T10:00:00Z). ${mend}. [G16]`,
    ]);
    expect(told([stage, freeze(byHand), made("2026-11-19T09:59:59Z")])).toEqual([]);
  });

  test("knowingly: told as a note", () => {
    const override = { "slipway.dev/override": "CVE-2026-1" };
    expect(told([stage, freeze({}), made("2026-11-20T12:00:00Z", override)])).toEqual([
      `note ${at}: Fri 12:00 to Mon 08:00 (UTC) (got 2026-11-20T12:00:00Z). Its maker went past the freeze: CVE-2026-1. [G16]`,
    ]);
    const guards = guardsFrom({ breakGlass: { actors: ["email:jane@acme.example"] } });
    const jane = { "kargo.akuity.io/create-actor": "email:jane@acme.example" };
    expect(told([stage, freeze({}), made("2026-11-20T12:00:00Z", jane)], { guards })).toEqual([
      `note ${at}: Fri 12:00 to Mon 08:00 (UTC) (got 2026-11-20T12:00:00Z). email:jane@acme.example may go past freezes (breakGlass.actors). [G16]`,
    ]);
  });
});

describe("tags at Docker Hub (G25)", () => {
  const warehouse = (repoURL: string): LiveObject => ({
    apiVersion: kargo,
    kind: "Warehouse",
    metadata: { name: "main", namespace: "goserver" },
    spec: { subscriptions: [{ image: { repoURL, imageSelectionStrategy: "SemVer" } }] },
  });
  const freight: LiveObject = {
    apiVersion: kargo,
    kind: "Freight",
    metadata: { name: "f1", namespace: "goserver" },
    images: [{ repoURL: "docker.io/acme/app", tag: "1.2.0", digest: `sha256:${"1".repeat(64)}` }],
  };
  const guards = guardsFrom({ levels: { G25: "warn", G21: "off" } });
  const said = (mutability: TagMutability) =>
    told([prod, warehouse("docker.io/acme/app"), freight], { guards, beyond: { mutabilityOf: () => mutability } });
  const at = "warning Warehouse/goserver/main spec.subscriptions[0].image.repoURL";
  const fix = "Turn on immutable tags in the repository's settings at Docker Hub. [G25]";

  test("may not move: all, or those that Freight holds", () => {
    expect(said({ enabled: true, rules: [".*"] })).toEqual([]);
    expect(said({ enabled: true, rules: ["^[0-9.]+$"] })).toEqual([]);
  });

  test.each([
    ["all may", { enabled: false, rules: [".*"] }, "Docker Hub lets the tags of this repository move"],
    [
      "this one may",
      { enabled: true, rules: ["^v", "(?!no"] },
      'Docker Hub lets the tag "1.2.0" move, which Freight holds',
    ],
    [
      "nobody knows",
      { unknown: "Docker Hub can't be reached" },
      "Whether tags may move can't be told: Docker Hub can't be reached",
    ],
  ] as const)("%s", (_what, mutability, message) => {
    expect(said(mutability)).toEqual([`${at}: ${message} (got "docker.io/acme/app"). ${fix}`]);
  });

  test("are asked about only at Docker Hub, where something is protected, and when the team wants it", () => {
    const asked = (repoURL: string, known = guards, stage = prod) =>
      dockerHubRepositories(checkOf([stage, warehouse(repoURL)], { guards: known }));
    expect(asked("docker.io/acme/app")).toEqual(["acme/app"]);
    expect(asked("acme/app")).toEqual(["acme/app"]);
    expect(asked("docker.io/redis")).toEqual(["library/redis"]);
    for (const other of ["ghcr.io/acme/app", "localhost/app", "127.0.0.1:5000/acme/app"])
      expect(asked(other)).toEqual([]);
    expect(asked("docker.io/acme/app", guardsFrom({}))).toEqual([]);
    expect(asked("docker.io/acme/app", guards, { ...prod, metadata: { name: "dev" } })).toEqual([]);
  });
});
