import { expect, test } from "vitest";
import { compile } from "../../../model/compile.ts";
import { freezeAnchor } from "../../../model/freeze/anchor.ts";
import { freezeObjects } from "../../../model/freeze/objects.ts";
import type { KubeObject } from "../../../model/object.ts";
import { freezeInArgocd } from "../../../model/rules/g15-freeze-in-argocd.ts";
import { ownGuards, settingsOf } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { toYaml } from "../../../model/yaml.ts";
import { expectGolden } from "../../support/golden.ts";
import { found } from "../manifests/said.ts";
import { edited } from "../sample.ts";

const freeze = [
  { from: "Fri 16:00", until: "Mon 08:00", zone: "Europe/Berlin", reason: "nobody is there to look" },
  { from: "Wed 12:30", until: "Wed 13:00", zone: "America/New_York" },
  { from: "2026-12-23 18:00", until: "2027-01-02 08:00", zone: "Europe/Berlin", reason: "holidays" },
];
const pipeline = edited({
  "stages.prod.freeze": freeze,
  "stages.prod.targets": ["eu", "us"],
  "promotionTemplate.overlays.prod-eu": "k8s/prod-eu",
  "promotionTemplate.overlays.prod-us": "k8s/prod-us",
});
const compiled = compile(pipeline, defaultSettings);
const environment = (name: string, of = compiled) => {
  const found = of.environments.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no environment ${name}`);
  return found;
};

test("what freezes an environment compiles to the golden file", () => {
  expectGolden("goserver-frozen/prod-guards.yaml", toYaml(freezeObjects(compiled, environment("prod"), ownGuards)));
});

test("the AppProjects of a frozen environment compile to the golden file", () => {
  const projects = environment("prod").targets.flatMap(({ appProject }) => appProject ?? []);
  expectGolden("goserver-frozen/prod-projects.yaml", toYaml(projects));
});

test("its sync windows hold rule G15 and pass slipway check", () => {
  const [project] = environment("prod").targets.flatMap(({ appProject }) => appProject ?? []);
  expect(freezeInArgocd.check(project, settingsOf())).toEqual([]);
  expect(found(toYaml([project as KubeObject]))).toEqual([]);
  const through = structuredClone(project) as unknown as { spec: { syncWindows: { manualSync: boolean }[] } };
  for (const window of through.spec.syncWindows) window.manualSync = true;
  expect(freezeInArgocd.check(through, settingsOf())).toHaveLength(2);
});

test("exceptions and break-glass let a Promotion through and are recorded, in the golden file", () => {
  const guards = {
    ...ownGuards,
    exceptions: [
      {
        rule: "G16",
        target: "Stage/prod-eu",
        reason: "CVE-2026-1",
        approver: "jane",
        expires: "2026-12-24T12:00:00Z",
      },
    ],
    breakGlass: { actors: ["email:jane@acme.example"] },
  };
  expectGolden("goserver-frozen/prod-excepted.yaml", toYaml(freezeObjects(compiled, environment("prod"), guards)));
});

test("the Project's policy that keeps switches read compiles to the golden file, and to nothing at level off", () => {
  expectGolden("goserver-frozen/delivery-guards.yaml", toYaml(freezeAnchor(compiled, ownGuards)));
  expect(freezeAnchor(compiled, { ...ownGuards, levels: { G16: "off" } })).toEqual([]);
});

test("every environment has a switch, also one without a calendar, and settings turn it", () => {
  const frozen = compile(pipeline, { ...defaultSettings, frozen: "incident 7" });
  const data = (of: typeof compiled) => freezeObjects(of, environment("dev", of), ownGuards)[0]?.["data"];
  expect(data(compiled)).toEqual({ calendar: "[]", frozen: "" });
  expect(data(frozen)).toEqual({ calendar: "[]", frozen: "incident 7" });
});

test.each([
  ["off", []],
  ["warn", [["Allow", ["Warn", "Audit"]]]],
  ["deny", [["Deny", ["Deny", "Audit"]]]],
] as const)("at level %s the binding does as it says", (level, expected) => {
  const objects = freezeObjects(compiled, environment("dev"), { ...ownGuards, levels: { G16: level } });
  const bindings = objects.filter(({ kind }) => kind === "ValidatingAdmissionPolicyBinding");
  expect(
    bindings.map(({ spec }) => {
      const { paramRef, validationActions } = spec as Record<string, Record<string, unknown>>;
      return [paramRef?.["parameterNotFoundAction"], validationActions];
    }),
  ).toEqual(expected);
});

test("an environment into which nothing is promoted has nothing to freeze", () => {
  const split = compile(edited({ "stages.split": { from: "dev", controlFlow: true } }), defaultSettings);
  expect(freezeObjects(split, environment("split", split), ownGuards)).toEqual([]);
});
