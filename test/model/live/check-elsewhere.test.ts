import { expect, test } from "vitest";
import { guardsElsewhere } from "../../../model/compile/guards-elsewhere.ts";
import { compile } from "../../../model/compile.ts";
import { configurationOnly, git, pipeline, warehouse } from "../../../model/definition.ts";
import { checkElsewhere } from "../../../model/live/check-elsewhere.ts";
import { wantedThere } from "../../../model/live/definition.ts";
import type { LiveObject } from "../../../model/live/live-object.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { checkOf, edited, lines } from "./sample.ts";

const at = "prod-us";
const shop = pipeline("shop", {
  warehouses: { main: { git: git("https://github.com/acme/shop", { branch: "main" }) } },
  promotionTemplate: configurationOnly({ folder: (stage) => `k8s/${stage.environment}` }),
  stages: {
    staging: { from: warehouse("main") },
    prod: { from: "staging", protected: true, targets: ["eu", "us"] },
  },
});
const destination = { server: "https://kubernetes.default.svc" };
const us = { cluster: at, destination, shard: "us", argocdNamespace: "argocd" };
const compiled = compile(shop, { ...defaultSettings, places: { targets: { us } } });
const wantedGuards = compiled.environments.flatMap((environment) =>
  (guardsElsewhere(compiled, environment).get(at) ?? []).map((object) => ({ stack: environment.name, object })),
);
const objects = wantedThere(compiled, at).map(({ object }) => object as LiveObject);
const guards = wantedGuards.map(({ object }) => object as LiveObject);

function said(found: readonly LiveObject[], inForce: readonly LiveObject[] = guards): string[] {
  const project = { name: "shop", objects: found };
  const check = { ...checkOf([]), cluster: "us", project };
  const there = { at, definition: { compiled, guards: [] }, wantedGuards, guards: inForce, unread: [] };
  return lines(checkElsewhere(check, there));
}

test("what stacks registered in another cluster is as it should be", () => {
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    "Namespace shop-prod-us",
    "AppProject shop-prod-us",
    "Application shop-prod-us",
  ]);
  expect(wantedThere(compiled, "prod-eu")).toEqual([]);
  expect(guards).toHaveLength(4);
  expect(said(objects)).toEqual([]);
});

test("an Application that a hand changed, one too many, and a guard that is gone or weaker are told", () => {
  const [namespace, appProject, application] = objects as [LiveObject, LiveObject, LiveObject];
  const changed = edited(application, "spec.source.targetRevision", "main", {
    "f:spec": { "f:source": { "f:targetRevision": {} } },
  });
  const more = { ...application, metadata: { ...application.metadata, name: "shop-prod-us-too" } };
  const weaker = guards.flatMap((each) => {
    if (each.metadata.name.endsWith(".appprojects")) return [];
    return each.kind.endsWith("Binding") ? [edited(each, "spec.validationActions", ["Audit"], {})] : [each];
  });
  expect(said([namespace, appProject, changed, more], weaker)).toMatchInlineSnapshot(`
    [
      "error Application/argocd/shop-prod-us spec.source.targetRevision: The cluster has something else here than the definition (got "main", by kubectl-edit at 2026-11-21T11:00:00Z; allowed "refs/heads/stage/prod-us"). Run slipway up prod to put it back, or write it into the definition. [changed-by-hand]",
      "error Application/argocd/shop-prod-us-too: No definition has this Application, and a Stage of the Project may sync it. Delete it, or write it into the definition. [extra-object]",
      "error ValidatingAdmissionPolicy/slipway.shop.prod.prod-us.appprojects: This guard isn't in the cluster, so the API server doesn't hold the rule. Run slipway up prod: it makes the guard again. [guard-missing]",
      "error ValidatingAdmissionPolicyBinding/slipway.shop.prod.prod-us.applications spec.validationActions: This guard is at another level than its rule (got Audit; allowed Deny, Audit). Run slipway up prod to put it back, or write it into the definition. [guard-level]",
      "error ValidatingAdmissionPolicyBinding/slipway.shop.prod.prod-us.appprojects: This guard isn't in the cluster, so the API server doesn't hold the rule. Run slipway up prod: it makes the guard again. [guard-missing]",
    ]
  `);
});

test("a stack that made nothing there is told once", () => {
  expect(said([], [])).toMatchInlineSnapshot(`
    [
      "error stack prod: Nothing of this stack is in the cluster (got no object; allowed 3 objects). Run slipway up prod, or take it out of the definition. [missing-object]",
    ]
  `);
});
