import { describe, expect, test } from "vitest";
import { readCheckpoint, writeCheckpoint } from "../../provider/checkpoint.ts";
import { maskSecrets } from "../../provider/mask.ts";
import { named, uniqueName } from "../../provider/naming.ts";
import { normalize } from "../../provider/normalize.ts";
import { prune } from "../../provider/prune.ts";
import { markSecrets, withoutSecrets } from "../../provider/secrets.ts";
import { type Fields, Secret, unknown } from "../../provider/value.ts";

describe("secret marks", () => {
  test.each<[string, Fields, Fields, Fields]>([
    [
      "follow a value into the same place",
      { a: { b: 1, c: 2 } },
      { a: { b: new Secret(1), c: 2 } },
      { a: { b: new Secret(1), c: 2 } },
    ],
    ["cover a whole list when one item is secret", { a: [1, 2] }, { a: [new Secret(2), 1] }, { a: new Secret([1, 2]) }],
    [
      "cover a map that was secret as a whole",
      { a: { b: 1 } },
      { a: new Secret({ b: 1 }) },
      { a: new Secret({ b: 1 }) },
    ],
    ["add no field", {}, { a: new Secret(1) }, {}],
    [
      "cover data and stringData of a Secret whatever the inputs were",
      { kind: "Secret", data: { p: "eA==" }, stringData: { q: "x" }, type: "Opaque" },
      {},
      { kind: "Secret", data: new Secret({ p: "eA==" }), stringData: new Secret({ q: "x" }), type: "Opaque" },
    ],
  ])("%s", (_, outs, ins, marked) => {
    expect(markSecrets(outs, ins)).toEqual(marked);
  });

  test("are taken off at every depth, unknowns stay", () => {
    expect(withoutSecrets({ a: new Secret([new Secret({ b: unknown })]) })).toEqual({ a: [{ b: unknown }] });
  });

  test("hide secret values, plain and as base64, in a text", () => {
    const inputs = {
      spec: { token: new Secret("abcdef"), list: new Secret(["12345"]), open: "visible", short: new Secret("x") },
    };
    expect(maskSecrets('Invalid value: "abcdef", "YWJjZGVm", 12345, visible, x', inputs)).toBe(
      'Invalid value: "[secret]", "[secret]", [secret], visible, x',
    );
  });
});

describe("names", () => {
  const seed = new Uint8Array([1, 2, 3]);
  const made = { metadata: { name: "web-1234abcd", annotations: { "pulumi.com/autonamed": "true" } } };

  test("a made name is the resource's and eight hex digits, the same for the same seed", () => {
    const first = uniqueName("web-", seed);
    expect(first).toMatch(/^web-[0-9a-f]{8}$/);
    expect(uniqueName("web-", seed)).toBe(first);
    expect(uniqueName("web-", new Uint8Array([4]))).not.toBe(first);
    expect(uniqueName("web-", undefined)).not.toBe(uniqueName("web-", undefined));
  });

  test.each<[string, Fields, Fields | undefined, Fields]>([
    ["a given name stays", { metadata: { name: "a" } }, undefined, { metadata: { name: "a" } }],
    ["an unknown name stays unknown", { metadata: { name: unknown } }, undefined, { metadata: { name: unknown } }],
    ["unknown metadata stays unknown", { metadata: unknown }, undefined, { metadata: unknown }],
    [
      "no name is made up, and marked",
      { metadata: { labels: { a: "b" } } },
      undefined,
      {
        metadata: {
          labels: { a: "b" },
          name: uniqueName("web-", seed),
          annotations: { "pulumi.com/autonamed": "true" },
        },
      },
    ],
    ["a made name is kept", {}, made, made],
    ["a name that the user took away is not kept", { metadata: {} }, { metadata: { name: "a" } }, { metadata: {} }],
  ])("%s", (_, inputs, old, result) => {
    expect(named(inputs, old, "web", seed)).toEqual(result);
  });

  test("the engine's own autonaming is obeyed", () => {
    expect(named({}, undefined, "web", seed, { mode: "enforce", proposedName: "mine" })).toEqual({
      metadata: { name: "mine", annotations: { "pulumi.com/autonamed": "true" } },
    });
    expect(() => named({}, undefined, "web", seed, { mode: "disable", proposedName: "" })).toThrow(
      "autonaming is disabled, resource requires the .metadata.name field to be set",
    );
    expect(() => named({ metadata: { generateName: "x-" } }, undefined, "web", seed)).toThrow("generateName");
  });
});

describe("the server's form of inputs", () => {
  test.each<[string, Fields, Fields]>([
    [
      "a Secret's stringData goes over data, as base64",
      { apiVersion: "v1", kind: "Secret", data: { a: "eA==", b: "eQ==" }, stringData: { b: "z" } },
      { apiVersion: "v1", kind: "Secret", data: { a: "eA==", b: "eg==" } },
    ],
    [
      "line breaks in base64 go",
      { apiVersion: "v1", kind: "Secret", data: { a: "eA\n==" } },
      { apiVersion: "v1", kind: "Secret", data: { a: "eA==" } },
    ],
    [
      "a Secret with an unknown waits",
      { apiVersion: "v1", kind: "Secret", stringData: { a: unknown } },
      { apiVersion: "v1", kind: "Secret", stringData: { a: unknown } },
    ],
    [
      "read-only metadata goes",
      { metadata: { name: "a", uid: "1", resourceVersion: "2", managedFields: [] } },
      { metadata: { name: "a" } },
    ],
    [
      "a custom resource of the same kind stays",
      { apiVersion: "x/v1", kind: "Secret", stringData: { a: "b" } },
      { apiVersion: "x/v1", kind: "Secret", stringData: { a: "b" } },
    ],
  ])("%s", (_, inputs, result) => {
    expect(normalize(inputs)).toEqual(result);
  });

  test("of a live object only what the inputs speak about is kept", () => {
    const live = {
      status: { phase: "x" },
      operation: {},
      spec: { size: 1, defaulted: true, parts: [{ name: "a", port: 1 }, { name: "b" }] },
    };
    const inputs = { spec: { size: 9, gone: 1, parts: [{ name: "z" }] } };
    expect(prune(live, inputs)).toEqual({ spec: { size: 1, parts: [{ name: "a" }] } });
  });

  test("a state is taken apart as it was put together", () => {
    const parts = {
      inputs: { spec: { a: "s" } },
      live: { spec: { a: "s", b: 1 } },
      initialApiVersion: "v1",
      fieldManager: "pulumi-kubernetes-00000000",
    };
    const state = writeCheckpoint(parts, { spec: { a: new Secret("s") } });
    expect(state).toEqual({
      spec: { a: new Secret("s"), b: 1 },
      __inputs: { spec: { a: new Secret("s") } },
      __initialApiVersion: "v1",
      __fieldManager: "pulumi-kubernetes-00000000",
    });
    expect(readCheckpoint(state)).toEqual(parts);
  });
});
