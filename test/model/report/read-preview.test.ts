import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readPreview } from "../../../model/report/read-preview.ts";
import { hasFailed, type StackPreview } from "../../../model/report/stack-preview.ts";

const recorded = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../cli/report/events/${name}.jsonl`), "utf8");
const read = (name: string, stack = "prod") => readPreview(stack, recorded(name));
const withoutObjects = ({ objects, ...rest }: StackPreview) => ({ ...rest, objects: objects.length });

test("a change is read with its resources, properties and the pack that judged it", () => {
  const staleDelivery =
    "the definition of goserver has changed since stack delivery was last brought up: run: pulumi up --stack delivery first, then this one again";
  expect(withoutObjects(read("changed-dev", "dev"))).toEqual({
    stack: "dev",
    outcome: "succeeded",
    changes: [
      {
        operation: "update",
        type: "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy",
        name: "slipway.goserver.dev.stages",
        properties: [{ path: "spec.matchConditions[1].expression", kind: "update", replaces: false }],
      },
      ...[
        ["kargo.akuity.io/v1alpha1:Stage", "stage"],
        ["argoproj.io/v1alpha1:Application", "application"],
        ["argoproj.io/v1alpha1:AppProject", "app-project"],
        ["core/v1:Namespace", "namespace"],
      ].map(([type, name]) => ({
        operation: "delete",
        type: `kubernetes:${type}`,
        name: `goserver-dev-us-${name}`,
        properties: [],
      })),
    ],
    unchanged: 8,
    packs: ["slipway 0.1.0"],
    findings: [],
    messages: [{ severity: "warning", message: staleDelivery }],
    objects: 2,
  });
});

test("the three steps of a replacement are one", () => {
  const ofOne = read("replaced-dev").changes.filter(({ name }) => name.startsWith("goserver-dev-eu"));
  const replaced = [{ path: "metadata.namespace", kind: "update", replaces: true }];
  const namespace = "spec.promotionTemplate.spec.steps[6].config.apps[0].namespace";
  expect(ofOne.map(({ operation, name, properties }) => ({ operation, name, properties }))).toEqual([
    { operation: "replace", name: "goserver-dev-eu-app-project", properties: replaced },
    { operation: "replace", name: "goserver-dev-eu-application", properties: replaced },
    {
      operation: "update",
      name: "goserver-dev-eu-stage",
      properties: [{ path: namespace, kind: "update", replaces: false }],
    },
  ]);
});

test("what a rule refuses is a failure, with its words", () => {
  const { outcome, findings, changes } = read("refused", "bad");
  expect(outcome).toBe("failed");
  expect(findings[0]).toEqual({
    policy: "g01-no-stage-skipping",
    mandatory: true,
    resource: "prod",
    message:
      "A protected Stage never takes Freight straight from a Warehouse\nspec.requestedFreight[0].sources.direct: A protected Stage takes Freight straight from a Warehouse (got true). Freight straight from a Warehouse was verified nowhere: `direct` makes Kargo skip every upstream Stage, its verification and its soak time. Feed it from an upstream Stage instead, or don't protect it. [G01]",
  });
  expect(changes.map(({ name }) => name)).toEqual(["default_4_34_2", "prod"]);
});

test("a program's error is told once, without the engine's own", () => {
  const { outcome, messages } = read("failed-dev", "dev");
  expect({ outcome, messages }).toEqual({
    outcome: "failed",
    messages: [
      {
        severity: "error",
        message:
          'environment dve: 1 error\n  error slipway:environment: no pipeline of this stack has such an environment; did you mean dev (got "dve"; allowed dev, staging, prod). Run: pulumi config set slipway:environment NAME, or name the stack like its environment. [unknown-environment]',
      },
    ],
  });
});

const empty = { stack: "prod", changes: [], unchanged: 0, findings: [], messages: [], objects: [] };

test.each([
  ["no file", undefined, "there is no file of events: the preview ended before the engine began"],
  ["an empty file", "", "the preview wrote nothing: it never began, or ended before the engine did"],
  ["some other text", "error: no stack named 'prod' found\n", "the file holds no event of the engine"],
  ["JSON that is no event", "[1, 2]\n", "the file holds no event of the engine"],
  ["a log without a summary", '{"sequence":0,"preludeEvent":{"config":{}}}\n', "the events end without a summary"],
  [
    "a log cut off in a line",
    '{"sequence":0,"preludeEvent":{"config":{}}}\n{"sequence":1,"resou',
    "the events end without a summary, in the middle of a line",
  ],
])("%s is a preview that never ended", (_, text, why) => {
  const preview = readPreview("prod", text);
  expect(preview).toEqual({ ...empty, outcome: "unfinished", why });
  expect(hasFailed(preview)).toBe(true);
});

test("a log whose end is missing still tells what it came to", () => {
  const lines = recorded("changed-dev")
    .split("\n")
    .filter((line) => !line.includes('"summaryEvent"'));
  const { outcome, changes } = readPreview("prod", lines.join("\n"));
  expect({ outcome, changes: changes.length }).toEqual({ outcome: "unfinished", changes: 5 });
});

describe("the digest of pulumi preview --json", () => {
  const step = {
    op: "update",
    urn: "urn:pulumi:prod::slipway::a:b:C$kubernetes:core/v1:ConfigMap::x::y",
    newState: { custom: true, inputs: {} },
    diffReasons: ["data"],
    detailedDiff: { "data.a": { kind: "add", inputDiff: false } },
  };
  const digest = { steps: [step], changeSummary: { update: 1, same: 3 }, duration: 1 };

  test("tells the same, but nothing of rules", () => {
    expect(readPreview("prod", JSON.stringify(digest, undefined, 4))).toEqual({
      ...empty,
      outcome: "succeeded",
      unchanged: 3,
      changes: [
        {
          operation: "update",
          type: "kubernetes:core/v1:ConfigMap",
          name: "x::y",
          properties: [{ path: "data.a", kind: "add", replaces: false }],
        },
      ],
    });
  });

  test("is a failure when it holds an error", () => {
    const diagnostics = [{ message: "error: no cluster", severity: "error" }];
    const { outcome, messages } = readPreview("prod", JSON.stringify({ ...digest, diagnostics }));
    expect({ outcome, messages }).toEqual({
      outcome: "failed",
      messages: [{ severity: "error", message: "no cluster" }],
    });
  });
});

test("properties whose difference is hidden stay hidden, and those without detail are named by their first key", () => {
  const event = (metadata: object) => JSON.stringify({ resourcePreEvent: { metadata } });
  const urn = "urn:pulumi:prod::slipway::kubernetes:core/v1:ConfigMap::x";
  const hidden = event({
    op: "update",
    urn,
    new: { custom: true, hideDiffs: [["data", 0, "key"]] },
    detailedDiff: {
      "data[0].key": { diffKind: "update" },
      "data[0].key.part": { diffKind: "add" },
      other: { diffKind: "delete" },
    },
  });
  const coarse = event({ op: "update", urn: `${urn}2`, new: { custom: true }, diffs: ["data"], detailedDiff: null });
  expect(readPreview("prod", `${hidden}\n${coarse}`).changes.map(({ properties }) => properties)).toEqual([
    [{ path: "other", kind: "delete", replaces: false }],
    [{ path: "data", kind: "update", replaces: false }],
  ]);
});

test("values are read of no resource but what draws the pipeline", () => {
  for (const name of ["first-delivery", "changed-delivery", "changed-prod", "replaced-dev"])
    for (const { object } of read(name).objects)
      expect(["Warehouse", "Stage", "ProjectConfig", "AnalysisTemplate"]).toContain(object["kind"]);
});

test("of a replaced Stage the new one is drawn, of a deleted one the old", () => {
  const step = (op: string, name: string, before?: object, after?: object) => {
    const state = (spec?: object) => (spec === undefined ? null : { custom: true, inputs: { kind: "Stage", spec } });
    const urn = `urn:pulumi:dev::slipway::kubernetes:kargo.akuity.io/v1alpha1:Stage::${name}`;
    return JSON.stringify({ resourcePreEvent: { metadata: { op, urn, old: state(before), new: state(after) } } });
  };
  const log = [
    step("create-replacement", "a", { was: 1 }, { is: 2 }),
    step("replace", "a", { was: 1 }, { is: 2 }),
    step("delete-replaced", "a", { was: 1 }),
    step("delete", "b", { was: 3 }),
    step("same", "c", { was: 4 }, { was: 4 }),
  ];
  expect(readPreview("dev", log.join("\n")).objects).toEqual([
    { change: "update", object: { kind: "Stage", spec: { is: 2 } } },
    { change: "delete", object: { kind: "Stage", spec: { was: 3 } } },
    { change: "same", object: { kind: "Stage", spec: { was: 4 } } },
  ]);
});
