import { expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { guardSettings } from "../../../model/compile/guard-settings.ts";
import { packConfig } from "../../../model/compile/pack-config.ts";
import { compile } from "../../../model/compile.ts";
import { ownGuards, policyName, rules, settingsOf } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";

const compiled = compile(goserver, defaultSettings);
const exception = {
  rule: "G10",
  target: "Stage/prod",
  reason: "the Git host is down",
  approver: "alice",
  expires: "2026-01-08T12:00:00Z",
};

test("every policy is told what its rule reads, and no more; levels only where the team's differ", () => {
  const guards = {
    ...ownGuards,
    settings: settingsOf({ minimumSoak: "24h", approvers: ["security"] }),
    levels: { G10: "deny", G01: "off", G40: "warn" } as const,
    exceptions: [exception],
    approval: { ...ownGuards.approval, approvers: ["octo"] },
  };
  const config = packConfig([compiled], guards);
  const together = [
    "g05-real-verification-together",
    "g07-no-auto-promotion-together",
    "g29-distinct-targets-together",
  ];
  expect(Object.keys(config).sort()).toEqual([...rules.map(policyName), ...together, "g40-explicit-exceptions"].sort());
  expect(config).toMatchObject({
    "g01-no-stage-skipping": { enforcementLevel: "disabled", protectedStages: ["prod"] },
    "g10-pull-request": { enforcementLevel: "mandatory", exceptions: [exception] },
    "g40-explicit-exceptions": { enforcementLevel: "advisory", exceptions: [exception] },
  });
  expect(config["g04-minimum-soak"]).toEqual({ protectedStages: ["prod"], minimumSoak: "24h" });
  expect(config["g14-four-eyes"]).toEqual({ protectedStages: ["prod"], approvers: ["security", "octo"] });
});

test("where Argo CD stands in another namespace, its identities do too, unless the team names them", () => {
  const elsewhere = compile(goserver, { ...defaultSettings, argocdNamespace: "argo" });
  const readers = (settings = settingsOf()) => {
    const config = packConfig([elsewhere], { ...ownGuards, settings });
    return Object.values(config).flatMap(({ argocdControllers }) => (argocdControllers as string[] | undefined) ?? []);
  };
  expect(readers().filter((name) => name.includes(":argocd:"))).toEqual([]);
  expect(readers(settingsOf({ argocdControllers: ["mine"] })).filter((name) => name !== "mine")).toEqual([]);
});

test("Argo CD's identities are those beside Kargo, whatever namespace another cluster's own Argo CD is in", () => {
  const place = { cluster: "eu", destination: defaultSettings.cluster, shard: "eu", argocdNamespace: "argo" };
  const sharded = compile(goserver, { ...defaultSettings, places: { default: place, targets: {} } });
  expect(guardSettings([sharded], ownGuards).argocdControllers).toEqual([
    "system:serviceaccount:argocd:argocd-application-controller",
  ]);
});

test("the controllers of the shards that a pipeline is in are Kargo's too, unless the team names them", () => {
  const places = { default: { cluster: "eu", destination: defaultSettings.cluster, shard: "eu" }, targets: {} };
  const sharded = compile(goserver, { ...defaultSettings, places });
  const known = (settings = settingsOf()) => guardSettings([sharded], { ...ownGuards, settings }).controllers;
  expect(known()).toEqual([
    "system:serviceaccount:kargo:kargo-controller",
    "system:serviceaccount:kargo:kargo-management-controller",
    "system:serviceaccount:kargo:kargo-controller-eu",
  ]);
  expect(known(settingsOf({ controllers: ["mine"] }))).toEqual(["mine"]);
});

test("the default config tells the pack nothing but what the definitions tell", () => {
  expect(packConfig([compiled])["g21-allowed-repositories"]).toEqual({
    protectedStages: ["prod"],
    allowedRepositories: [],
  });
});
