import { describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { deliveryGuards, environmentGuards } from "../../../model/compile/guards.ts";
import { type CompiledEnvironment, compile } from "../../../model/compile.ts";
import type { KubeObject } from "../../../model/object.ts";
import { catalogue, type Guards, ownGuards, settingsOf } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";

const compiled = compile(goserver, defaultSettings);
const environment = (name: string) => compiled.environments.find((each) => each.name === name) as CompiledEnvironment;

interface Spec {
  readonly validations: readonly { readonly message: string; readonly expression: string }[];
  readonly matchConditions: readonly { readonly name: string; readonly expression: string }[];
  readonly auditAnnotations?: readonly { readonly key: string; readonly valueExpression: string }[];
}

/** By policy: the rules it holds. Freezes are told elsewhere. */
function rulesOf(objects: readonly KubeObject[]): Record<string, string[]> {
  const policies = objects.filter(
    ({ kind, metadata }) => kind === "ValidatingAdmissionPolicy" && !metadata.name.endsWith(".freeze"),
  );
  return Object.fromEntries(
    policies.map(({ metadata, spec }) => [
      metadata.name,
      (spec as Spec).validations.map(({ message }) => message.slice(0, 3)),
    ]),
  );
}

const inEnvironment = (name: string, guards?: Guards) =>
  rulesOf(environmentGuards(compiled, environment(name), guards));

describe("an environment's guards", () => {
  test("ask about what is protected only where it is, or where the team says so", () => {
    const protectedOnly = catalogue.filter(({ judges }) => judges === "protected").map(({ id }) => id);
    const asked = (name: string, guards?: Guards) =>
      Object.values(inEnvironment(name, guards))
        .flat()
        .filter((id) => protectedOnly.includes(id));
    const prod = ["G01", "G03", "G06", "G26", "G31", "G34", "G10", "G27", "G28", "G30"];
    expect(asked("dev")).toEqual([]);
    expect(asked("prod")).toEqual(expect.arrayContaining(prod));
    const named = { ...ownGuards, settings: settingsOf({ protectedStages: ["dev"] }) };
    expect(asked("dev", named)).toEqual(expect.arrayContaining(prod));
  });

  test("are asked about its own Stages alone, and the Project's about those that no environment has", () => {
    const scopes = [...environmentGuards(compiled, environment("prod")), ...deliveryGuards(compiled)]
      .filter(({ kind, metadata }) => kind === "ValidatingAdmissionPolicy" && metadata.name.endsWith(".stages"))
      .map(({ spec }) => (spec as Spec).matchConditions.map(({ expression }) => expression));
    expect(scopes).toEqual([
      ["!has(object.metadata.deletionTimestamp)", 'object.metadata.name in ["prod"]'],
      ["!has(object.metadata.deletionTimestamp)", '!(object.metadata.name in ["dev", "staging", "prod"])'],
    ]);
  });

  test("hold a rule in the policy of its level", () => {
    const levels = { G10: "deny", G01: "audit", G34: "off" } as const;
    const policies = inEnvironment("prod", { ...ownGuards, levels });
    expect(policies["slipway.goserver.prod.stages"]).toContain("G10");
    expect(policies["slipway.goserver.prod.stages.audit"]).toEqual(["G01"]);
    expect(Object.values(policies).flat()).not.toContain("G34");
  });
});

test("an exception stands in the policies of its rule and kind alone, with its end and without what looks like a secret", () => {
  const token = `ghp_${"aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA".repeat(2).slice(0, 36)}`;
  const exception = {
    rule: "G28",
    target: "Application/goserver-prod",
    reason: `INC-1 ${token}`,
    approver: "alice",
    expires: "2026-01-08T12:00:00Z",
  };
  const objects = environmentGuards(compiled, environment("prod"), { ...ownGuards, exceptions: [exception] });
  const text = (object: KubeObject) => JSON.stringify(object);
  const having = objects.filter((object) => text(object).includes("2026-01-08T12:00:00Z"));
  expect(having.map(({ metadata }) => metadata.name)).toEqual(["slipway.goserver.prod.applications"]);
  const [policy] = having as [KubeObject];
  expect(text(policy)).toContain("G28 is set aside for Application/goserver-prod until");
  expect(text(policy)).not.toContain(token);
  expect((policy.spec as Spec).auditAnnotations?.map(({ key }) => key)).toEqual(["exception", "break-glass"]);
});

test("only rules about what people do by hand can be gone past", () => {
  expect(catalogue.filter(({ overridable }) => overridable === true).map(({ id }) => id)).toEqual([
    "G11",
    "G16",
    "G20",
    "G22",
    "G28",
    "G34",
  ]);
});

test("a listed actor is believed on creation alone", () => {
  const settings = settingsOf({ tagPatterns: { "docker.io/acme/goserver": "^v" } });
  const breakGlass = { actors: ["email:carl@example.com"] };
  const objects = deliveryGuards(compiled, { ...ownGuards, settings, breakGlass });
  const having = objects.filter((object) => JSON.stringify(object).includes("email:carl@example.com"));
  expect(having.map(({ metadata }) => metadata.name)).toEqual(["slipway.goserver.freights"]);
});

test("where the team says so, nothing is registered on the API server", () => {
  const guards = { ...ownGuards, admissionPolicies: false };
  expect([...deliveryGuards(compiled, guards), ...environmentGuards(compiled, environment("prod"), guards)]).toEqual(
    [],
  );
});
