import { expect, test } from "vitest";
import type { LiveObject, ManagedFields } from "../../../model/live/live-object.ts";
import { writtenBy } from "../../../model/live/writers.ts";

const object = (managedFields: readonly ManagedFields[]): LiveObject => ({
  apiVersion: "v1",
  kind: "Thing",
  metadata: { name: "a", managedFields },
  spec: { steps: [{ uses: "a" }], list: [{ name: "x", value: 1 }], set: ["Deny"], map: { a: 1 } },
});
const fields = (manager: string, time: string, spec: object): ManagedFields => ({
  manager,
  time,
  fieldsV1: { "f:spec": spec },
});
const [early, late] = ["2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z"];

test.each([
  ["a list that is written as one", { "f:steps": {} }, ["spec", "steps", 0, "uses"], true],
  ["a field", { "f:map": { "f:a": {} } }, ["spec", "map", "a"], true],
  ["what holds a field", { "f:map": { "f:a": {} } }, ["spec", "map"], true],
  ["another field", { "f:map": { "f:a": {} } }, ["spec", "map", "b"], false],
  [
    "a list's item, by its key",
    { "f:list": { 'k:{"name":"x"}': { ".": {}, "f:value": {} } } },
    ["spec", "list", 0, "value"],
    true,
  ],
  ["another item", { "f:list": { 'k:{"name":"y"}': {} } }, ["spec", "list", 0, "value"], false],
  ["a set's value", { "f:set": { 'v:"Deny"': {} } }, ["spec", "set", 0], true],
  ["a value that is gone", { "f:set": { 'v:"Deny"': {} } }, ["spec", "set", 1], false],
] as const)("who wrote %s", (_what, spec, path, isKnown) => {
  expect(writtenBy(object([fields("kubectl-edit", late, spec)]), path)).toBe(
    isKnown ? `by kubectl-edit at ${late}` : undefined,
  );
});

test("the last of several is told, and one without a name or a time as far as it is known", () => {
  const both = [fields("pulumi", late, { "f:map": {} }), fields("kubectl-edit", early, { "f:map": {} })];
  expect(writtenBy(object(both), ["spec", "map", "a"])).toBe(`by pulumi at ${late}`);
  expect(writtenBy(object([{ fieldsV1: { "f:spec": {} } }]), ["spec", "map"])).toBe("by an unnamed manager");
  expect(writtenBy(object([]), ["spec"])).toBeUndefined();
  expect(writtenBy(object([{ manager: "a", fieldsV1: "odd" }]), ["spec"])).toBeUndefined();
});
