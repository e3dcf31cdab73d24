import { describe, expect, test } from "vitest";
import { environmentGuards } from "../../../model/compile/guards.ts";
import { guardsElsewhere } from "../../../model/compile/guards-elsewhere.ts";
import { type CompiledEnvironment, compile } from "../../../model/compile.ts";
import { configurationOnly, git, pipeline, warehouse } from "../../../model/definition.ts";
import type { KubeObject } from "../../../model/object.ts";
import { type Guards, ownGuards, settingsOf } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";

const definition = (isProtected = true) =>
  pipeline("shop", {
    warehouses: { main: { git: git("https://github.com/acme/shop", { branch: "main" }) } },
    promotionTemplate: configurationOnly({ folder: (stage) => `k8s/${stage.environment}` }),
    stages: {
      staging: { from: warehouse("main") },
      prod: { from: "staging", targets: ["ap", "eu", "home", "us"], ...(isProtected && { protected: true }) },
    },
  });
const inCluster = { server: "https://kubernetes.default.svc" };
const shard = (name: string, argocdNamespace = "argocd") => ({
  ...{ cluster: `prod-${name}`, destination: inCluster, shard: name, argocdNamespace },
});
const targets = {
  ap: shard("us"),
  eu: { cluster: "prod-eu", destination: { name: "prod-eu" }, namespaces: ["shop-prod-eu"] },
  home: { cluster: "in-cluster", destination: inCluster },
  us: shard("us"),
};

function elsewhere(guards: Guards = ownGuards, places: object = targets, isProtected = true) {
  const compiled = compile(definition(isProtected), {
    ...defaultSettings,
    places: { targets: { ...targets, ...places } },
  });
  const prod = compiled.environments.find(({ name }) => name === "prod") as CompiledEnvironment;
  return { compiled, prod, found: guardsElsewhere(compiled, prod, guards) };
}

interface Spec {
  readonly matchConditions: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
  readonly paramKind?: unknown;
}

const policies = (objects: readonly KubeObject[] = []) =>
  objects.filter(({ kind }) => kind === "ValidatingAdmissionPolicy");
const specOf = (objects: readonly KubeObject[] | undefined, resource: string): Spec | undefined =>
  policies(objects).find(({ metadata }) => metadata.name.endsWith(`.${resource}`))?.["spec"] as Spec | undefined;
const with_ = (settings: Parameters<typeof settingsOf>[0], more: Partial<Guards> = {}): Guards => ({
  ...{ ...ownGuards, ...more, settings: settingsOf(settings) },
});

describe("guards in another cluster", () => {
  test("are those of Applications and AppProjects where it has an Argo CD, for all targets that run there", () => {
    const { found } = elsewhere();
    expect([...found.keys()]).toEqual(["prod-us"]);
    const objects = found.get("prod-us");
    expect(objects?.map(({ kind, metadata }) => [kind, metadata.name])).toEqual(
      ["appprojects", "applications"].flatMap((resource) =>
        ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"].map((kind) => [
          kind,
          `slipway.shop.prod.prod-us.${resource}`,
        ]),
      ),
    );
    expect(specOf(objects, "applications")?.matchConditions[1]?.expression).toBe(
      'has(object.metadata.name) && object.metadata.name in ["shop-prod-ap", "shop-prod-us"]',
    );
    expect(objects?.[0]?.metadata.labels).toEqual({
      "app.kubernetes.io/managed-by": "slipway",
      "slipway.dev/app": "shop",
      "slipway.dev/environment": "prod",
    });
  });

  test("refuse with the words that home has, rule for rule, and read nothing that only home has", () => {
    const guards = with_({
      signedImages: true,
      protectedNamespaces: ["shop-prod-us"],
      allowedImages: ["docker.io/a/"],
    });
    const { compiled, prod, found } = elsewhere(guards);
    const words = (objects: readonly KubeObject[] | undefined, resource: string) =>
      specOf(objects, resource)?.validations.map(({ message }) => message);
    const home = environmentGuards(compiled, prod, guards);
    const there = found.get("prod-us");
    for (const resource of ["applications", "appprojects", "namespaces", "pods.audit"]) {
      expect(words(there, resource), resource).toBeDefined();
      expect(words(there, resource), resource).toEqual(words(home, resource));
    }
    expect(policies(there)).toHaveLength(4);
    expect(there?.filter((each) => JSON.stringify(each).includes("param"))).toEqual([]);
  });

  test("let the shard's controller and that Argo CD sync, and no identity of home's", () => {
    const us = shard("us", "gitops");
    const { found } = elsewhere(ownGuards, { ap: us, us });
    const text = JSON.stringify(specOf(found.get("prod-us"), "applications"));
    const accounts = new Set(text.match(/system:serviceaccount:[a-z:-]+/g));
    expect([...accounts].sort()).toEqual([
      "system:serviceaccount:gitops:argocd-application-controller",
      "system:serviceaccount:gitops:argocd-server",
      "system:serviceaccount:slipway-agents:kargo-controller",
    ]);
    expect(text).toContain('.name(\\"slipway.shop.prod.prod-us.applications\\").check(\\"update\\")');
  });

  test("take identities that the team names beside those of the cluster", () => {
    const guards = with_({ controllers: ["system:serviceaccount:k:kargo"], deployers: ["ci"] });
    const text = JSON.stringify(elsewhere(guards).found.get("prod-us"));
    for (const name of ["serviceaccount:k:kargo", "slipway-agents:kargo-controller", 'in [\\"ci\\"]'])
      expect(text).toContain(name);
    expect(text).not.toContain("system:serviceaccount:kargo:");
  });

  test("are those of Pods alone where the platform's Argo CD deploys to it, and settings name the namespace", () => {
    const settings = { protectedNamespaces: ["shop-prod-eu", "other"], allowedImages: ["docker.io/a/"] };
    const { found } = elsewhere(with_(settings));
    const objects = found.get("prod-eu");
    expect(policies(objects).map(({ metadata }) => metadata.name)).toEqual(["slipway.shop.prod.prod-eu.pods.audit"]);
    expect(JSON.stringify(objects)).toContain('(object.metadata.namespace in [\\"shop-prod-eu\\"])');
    expect(JSON.stringify(objects)).not.toContain("other");
    expect(specOf(found.get("prod-us"), "pods.audit")).toBeUndefined();
  });

  test("have the exceptions of their rules, and listed actors of Kargo's no way past them", () => {
    const exception = {
      ...{ rule: "G28", target: "Application/shop-prod-us", reason: "INC-1", approver: "alice" },
      expires: "2026-01-08T12:00:00Z",
    };
    const { found } = elsewhere(with_({}, { exceptions: [exception], breakGlass: { actors: ["email:ann@a.com"] } }));
    const text = JSON.stringify(found.get("prod-us"));
    expect(text).toContain("INC-1");
    expect(text).not.toContain("ann@a.com");
  });

  test("are none where nothing is protected, where the team wants none on API servers, and for a target at home", () => {
    expect(elsewhere(ownGuards, targets, false).found.size).toBe(0);
    expect(elsewhere({ ...ownGuards, admissionPolicies: false }).found.size).toBe(0);
    const { home, eu } = targets;
    expect(elsewhere(ownGuards, { ap: home, us: eu }).found.size).toBe(0);
  });
});
