import { expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { AdmissionPolicies } from "../../../components/guard/admission-policies.ts";
import { PipelineEnvironment } from "../../../components/pipeline/environment.ts";
import { deliveryGuards, environmentGuards, guardObjects } from "../../../model/compile/guards.ts";
import { type CompiledEnvironment, compile } from "../../../model/compile.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { runMocked } from "../../support/mocks.ts";

const compiled = compile(goserver, defaultSettings);
const prod = compiled.environments.find(({ name }) => name === "prod") as CompiledEnvironment;
const objects = environmentGuards(compiled, prod);
const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
const policies = ofKind("ValidatingAdmissionPolicy");
const names = policies.map(({ metadata }) => metadata.name);
const type = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy";

test("every policy is registered, and each binding after its own policy and what policies ask", async () => {
  const { resources } = await runMocked(
    () => void new AdmissionPolicies("goserver-prod-guards", { app: "goserver", objects }),
  );
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  const facts = { app: "goserver", policies: names };
  const freezeSwitch = "goserver-prod-guards-slipway-freeze-prod";
  const expected = [
    { type: "slipway:guard:AdmissionPolicies", name: "goserver-prod-guards", inputs: facts, after: [] },
    ...policies.map((inputs) => ({ type, name: inputs.metadata.name, inputs, after: [] })),
    ...ofKind("ConfigMap").map((inputs) => ({
      type: "kubernetes:core/v1:ConfigMap",
      name: freezeSwitch,
      inputs,
      after: [],
    })),
    ...ofKind("ValidatingAdmissionPolicyBinding").map((inputs) => ({
      type: `${type}Binding`,
      name: `${inputs.metadata.name}-binding`,
      inputs,
      after: [freezeSwitch, inputs.metadata.name],
    })),
  ];
  expect([...resources].sort(byName)).toEqual(expected.sort(byName));
  expect(names).toEqual(
    ["stages", "stages.warn", "appprojects", "applications", "freeze"].map((each) => `slipway.goserver.prod.${each}`),
  );
});

test("what is guarded comes after the bindings, so that on destroy it goes before them", async () => {
  const { resources } = await runMocked(() => {
    const guards = new AdmissionPolicies("goserver-prod-guards", { app: "goserver", objects });
    new PipelineEnvironment("goserver-prod", { app: "goserver", environment: prod, after: guards.inForce });
  });
  const bindings = names.map((name) => `${name}-binding`);
  const after = resources
    .filter(({ name }) => name.startsWith("goserver-prod-") && !name.startsWith("goserver-prod-guards"))
    .map((each) => [each.name, bindings.every((binding) => each.after.includes(binding))]);
  expect(after.sort()).toEqual(
    ["app-project", "application", "namespace", "stage"].map((part) => [`goserver-prod-${part}`, true]),
  );
});

test("no two stacks have a guard of the same name, and together they have all of them", () => {
  const parts = [deliveryGuards(compiled), ...compiled.environments.map((each) => environmentGuards(compiled, each))];
  const perStack = parts.map((part) => part.filter(({ kind }) => kind === "ValidatingAdmissionPolicy"));
  const all = perStack.flat().map(({ metadata }) => metadata.name);
  expect(new Set(all).size).toBe(all.length);
  expect(parts.flat()).toEqual(guardObjects(compiled));
  expect(perStack.every(({ length }) => length > 0)).toBe(true);
});

test("a binding without its policy is a defect of ours", async () => {
  const run = runMocked(() => void new AdmissionPolicies("a", { app: "goserver", objects: objects.slice(1, 2) }));
  await expect(run).rejects.toThrow('component "a": slipway.goserver.prod.stages is bound without a policy');
});
