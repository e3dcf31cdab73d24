import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { describe, expect, test } from "vitest";
import { decode, decodeFields, encodeFields, hasSecret, hasUnknown, Secret, unknown } from "../../provider/value.ts";
import { fromStruct, toStruct } from "../../provider/wire.ts";

const signature = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });
const output = (rest: object) => ({ [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...rest });
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("reading the engine's values", () => {
  test.each<[string, unknown, unknown]>([
    ["plain values stay", { a: [1, "b", true, null, { c: 0 }] }, { a: [1, "b", true, null, { c: 0 }] }],
    ["the unknown string is an unknown", unknownString, unknown],
    ["unknowns of other types are unknowns", "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", unknown],
    ["a secret holds its value", secret("x"), new Secret("x")],
    ["a secret in a secret is one secret", secret(secret("x")), new Secret("x")],
    ["a secret may hold an unknown", secret(unknownString), new Secret(unknown)],
    ["a secret deep inside stays where it is", { a: [{ b: secret({ c: 1 }) }] }, { a: [{ b: new Secret({ c: 1 }) }] }],
    ["an output value is its value", output({ value: 5, dependencies: ["urn:x"] }), 5],
    ["an output value without a value is unknown", output({}), unknown],
    ["a secret output value is a secret", output({ value: "x", secret: true }), new Secret("x")],
    [
      "a reference to a resource is its id",
      { [signature]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "u", id: "ns/x" },
      "ns/x",
    ],
    [
      "a reference without an id yet is unknown",
      { [signature]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "u", id: "" },
      unknown,
    ],
  ])("%s", (_, wire, value) => {
    expect(decode(wire)).toEqual(value);
  });

  test("an asset is refused", () => {
    expect(() => decode({ [signature]: "c44067f5952c0a294b673a41bacd8c17", text: "x" })).toThrow(
      "an input is an asset or an archive (signature c44067f5952c0a294b673a41bacd8c17); Kubernetes objects hold plain values only",
    );
  });
});

describe("writing values for the engine", () => {
  const fields = { a: new Secret([1, { b: unknown }]), c: unknown, d: { e: null } };

  test("secrets and unknowns survive a message and back", () => {
    expect(fromStruct(structPb.Struct.deserializeBinary(toStruct(fields).serializeBinary()))).toEqual(fields);
  });

  test("an engine that takes no secrets gets them plain", () => {
    expect(encodeFields({ a: new Secret({ b: "x" }) }, false)).toEqual({ a: { b: "x" } });
  });

  test("the wire form is Pulumi's", () => {
    expect(encodeFields(fields)).toEqual({ a: secret([1, { b: unknownString }]), c: unknownString, d: { e: null } });
  });

  test("unknowns and secrets are found at any depth", () => {
    expect([hasUnknown(fields), hasSecret(fields)]).toEqual([true, true]);
    expect([hasUnknown(new Secret([unknown])), hasSecret([{ a: new Secret(1) }])]).toEqual([true, true]);
    expect([hasUnknown(decodeFields({ a: [1] })), hasSecret(decodeFields({ a: [1] }))]).toEqual([false, false]);
  });
});
