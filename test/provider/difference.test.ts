import { describe, expect, test } from "vitest";
import { covers, differences } from "../../provider/difference.ts";
import { forceNewFields } from "../../provider/force-new.ts";
import { type Fields, unknown } from "../../provider/value.ts";

const options = { immutable: false, enableSecretMutable: false, enableConfigMapMutable: false };
const custom = { group: "example.com", version: "v1", kind: "Widget" };
const core = (kind: string) => ({ group: "", version: "v1", kind });

describe("the differences between live and wanted", () => {
  test.each<[string, Fields, Fields, Record<string, string>]>([
    ["nothing differs", { a: { b: [1, { c: "d" }] } }, { a: { b: [1, { c: "d" }] } }, {}],
    ["a changed value", { a: { b: 1 } }, { a: { b: 2 } }, { "a.b": "update" }],
    ["a new field, told at its top", { a: {} }, { a: { b: { c: 1 } } }, { "a.b": "add" }],
    ["a field taken away", { a: { b: 1, c: 2 } }, { a: { c: 2 } }, { "a.b": "delete" }],
    ["list items", { a: [1, 2, 3] }, { a: [1, 5] }, { "a[1]": "update", "a[2]": "delete" }],
    ["a longer list", { a: [1] }, { a: [1, { b: 2 }] }, { "a[1]": "add" }],
    ["another type", { a: { b: 1 } }, { a: [1] }, { a: "update" }],
    ["a key that is empty", { a: { "": 1 } }, { a: { "": 2 } }, { 'a[""]': "update" }],
    ["an unknown", { a: 1, b: 2 }, { a: unknown, b: 2, c: unknown }, { a: "update", c: "add" }],
    ["null is no value", { a: 1 }, { a: 1, b: null }, {}],
    [
      "empty labels are none",
      { metadata: { name: "a" } },
      { metadata: { name: "a", labels: {}, annotations: {} } },
      {},
    ],
    ["an empty map elsewhere is one", { spec: {} }, { spec: { a: {} } }, { "spec.a": "add" }],
    [
      "keys with dots are quoted",
      { metadata: {} },
      { metadata: { labels: { "a.b/c": "d" } } },
      { "metadata.labels": "add" },
    ],
    ["quoted below", { m: { "a.b": 1 } }, { m: { "a.b": 2 } }, { 'm["a.b"]': "update" }],
  ])("%s", (_, current, wanted, expected) => {
    const found = differences(current, wanted, []);
    expect(Object.fromEntries([...found].map(([path, { kind }]) => [path, kind]))).toEqual(expected);
  });
});

describe("what forces a replacement", () => {
  test.each<[string, Parameters<typeof forceNewFields>[0], Fields, Fields, boolean]>([
    ["another name", custom, { metadata: { name: "a" } }, { metadata: { name: "b" } }, true],
    ["another namespace", custom, { metadata: { namespace: "a" } }, { metadata: { namespace: "b" } }, true],
    ["an unknown name", custom, { metadata: { name: "a" } }, { metadata: { name: unknown } }, true],
    [
      "another label doesn't",
      custom,
      { metadata: { labels: { name: "a" } } },
      { metadata: { labels: { name: "b" } } },
      false,
    ],
    ["a custom resource's data doesn't", custom, { data: { a: "b" } }, { data: { a: "c" } }, false],
    ["a ConfigMap's data", core("ConfigMap"), { data: { a: "b" } }, { data: { a: "c" } }, true],
    ["a Secret's data", core("Secret"), { data: { a: "b" } }, { data: {} }, true],
    [
      "a ServiceAccount's labels don't",
      core("ServiceAccount"),
      { metadata: { labels: { a: "b" } } },
      { metadata: { labels: { a: "c" } } },
      false,
    ],
    ["a Service's clusterIP, also inside a new spec", core("Service"), {}, { spec: { clusterIP: "None" } }, true],
    ["a new spec without it doesn't", core("Service"), {}, { spec: { ports: [] } }, false],
    [
      "a Deployment's selector",
      { group: "apps", version: "v1", kind: "Deployment" },
      { spec: { selector: { matchLabels: { a: "b" } } } },
      { spec: { selector: { matchLabels: { a: "c" } } } },
      true,
    ],
    [
      "a Deployment's replicas don't",
      { group: "apps", version: "v1", kind: "Deployment" },
      { spec: { replicas: 1 } },
      { spec: { replicas: 2 } },
      false,
    ],
    [
      "a RoleBinding's roleRef",
      { group: "rbac.authorization.k8s.io", version: "v1", kind: "RoleBinding" },
      { roleRef: { name: "a" } },
      { roleRef: { name: "b" } },
      true,
    ],
    [
      "a RoleBinding's subjects don't",
      { group: "rbac.authorization.k8s.io", version: "v1", kind: "RoleBinding" },
      { subjects: [] },
      { subjects: [{ name: "b" }] },
      false,
    ],
  ])("%s", (_, gvk, current, wanted, replace) => {
    const found = differences(current, wanted, forceNewFields(gvk, options));
    expect(found.size).toBe(1);
    expect([...found.values()].some((change) => change.replace)).toBe(replace);
  });

  test("ConfigMaps and Secrets change in place where the provider's options say so, unless they are immutable", () => {
    const mutable = { ...options, enableSecretMutable: true, enableConfigMapMutable: true };
    expect(forceNewFields(core("ConfigMap"), mutable)).toEqual([
      ["metadata", "name"],
      ["metadata", "namespace"],
    ]);
    expect(forceNewFields(core("Secret"), mutable)).toContainEqual(["type"]);
    expect(forceNewFields(core("Secret"), mutable)).not.toContainEqual(["data"]);
    expect(forceNewFields(core("Secret"), { ...mutable, immutable: true })).toContainEqual(["data"]);
  });
});

test.each<[string, string, boolean]>([
  ["spec", "spec.size", true],
  ["spec.size", "spec.size", true],
  ["spec.parts", "spec.parts[0].name", true],
  ["spec.si", "spec.size", false],
  ["spec.size.a", "spec.size", false],
])("ignoring %s covers a change of %s: %s", (ignored, changed, covered) => {
  expect(covers(ignored, changed)).toBe(covered);
});
