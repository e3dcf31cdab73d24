import { describe, expect, test } from "vitest";
import type { Container, EnvVar, Pod } from "../../../sandbox/pods/pod.ts";
import { expand, unsetVariables, type VariableSources, variables } from "../../../sandbox/pods/variables.ts";

const pod = {
  metadata: { name: "web-1", namespace: "shop", uid: "u-1", labels: { app: "web" }, annotations: { "a/b": "c" } },
  spec: { nodeName: "sandbox-1", serviceAccountName: "web", containers: [] },
} as unknown as Pod;
const sources: VariableSources = {
  configMap: async (name) => (name === "settings" ? { COLOUR: "red", SIZE: "4" } : undefined),
  secret: async (name) => (name === "login" ? { token: "s3cret" } : undefined),
};
const given = (env: readonly EnvVar[], more: Partial<Container> = {}) =>
  variables({ name: "main", image: "x", env, ...more }, pod, sources);

describe("a container's environment", () => {
  test("has envFrom first, then env in its order, which may refer to what stands before it", async () => {
    const env = [
      { name: "COLOUR", value: "blue" },
      { name: "TEXT", value: "$(COLOUR) $(SIZE) $(LATER) $$(SIZE) $(P_SIZE)" },
      { name: "LATER", value: "x" },
      { name: "EMPTY" },
    ];
    const envFrom = [{ configMapRef: { name: "settings" } }, { prefix: "P_", configMapRef: { name: "settings" } }];
    expect(await given(env, { envFrom })).toEqual({
      ...{ COLOUR: "blue", SIZE: "4", P_COLOUR: "red", P_SIZE: "4" },
      ...{ TEXT: "blue 4 $(LATER) $(SIZE) 4", LATER: "x", EMPTY: "" },
    });
  });

  test.each<[string, NonNullable<EnvVar["valueFrom"]>, string | undefined]>([
    ["a ConfigMap's key", { configMapKeyRef: { name: "settings", key: "COLOUR" } }, "red"],
    ["a Secret's key", { secretKeyRef: { name: "login", key: "token" } }, "s3cret"],
    ["an optional key that isn't there", { secretKeyRef: { name: "login", key: "none", optional: true } }, undefined],
    ["an optional Secret that isn't there", { secretKeyRef: { name: "none", key: "k", optional: true } }, undefined],
    ["its name", { fieldRef: { fieldPath: "metadata.name" } }, "web-1"],
    ["its namespace", { fieldRef: { fieldPath: "metadata.namespace" } }, "shop"],
    ["a label", { fieldRef: { fieldPath: "metadata.labels['app']" } }, "web"],
    ["an annotation", { fieldRef: { fieldPath: "metadata.annotations['a/b']" } }, "c"],
    ["a label that isn't there", { fieldRef: { fieldPath: "metadata.labels['none']" } }, ""],
    ["its address: where it really listens", { fieldRef: { fieldPath: "status.podIP" } }, "127.0.0.1"],
    ["a limit, which can't be had", { resourceFieldRef: { resource: "limits.memory" } }, undefined],
  ])("gets %s", async (_, valueFrom, value) => {
    expect(await given([{ name: "IT", valueFrom }])).toEqual(value === undefined ? {} : { IT: value });
  });

  test.each<[NonNullable<EnvVar["valueFrom"]>, string]>([
    [{ configMapKeyRef: { name: "none", key: "k" } }, 'configmap "none" not found'],
    [{ secretKeyRef: { name: "none", key: "k" } }, 'secret "none" not found'],
    [{ secretKeyRef: { name: "login", key: "k" } }, "couldn't find key k in secret shop/login for IT"],
    [
      { configMapKeyRef: { name: "settings", key: "constructor" } },
      "couldn't find key constructor in configmap shop/settings for IT",
    ],
    [{ fieldRef: { fieldPath: "spec.hostname" } }, "fieldRef spec.hostname is not supported here"],
  ])("is refused: %j", async (valueFrom, message) => {
    await expect(given([{ name: "IT", valueFrom }])).rejects.toThrow(new Error(message));
  });

  test("is refused when an envFrom isn't there, unless it is optional", async () => {
    await expect(given([], { envFrom: [{ secretRef: { name: "none" } }] })).rejects.toThrow('secret "none" not found');
    expect(await given([], { envFrom: [{ secretRef: { name: "none", optional: true } }] })).toEqual({});
  });
});

test("variables that can't be had are told by name", () => {
  const env = [
    { name: "A", value: "1" },
    { name: "B", valueFrom: { resourceFieldRef: {} } },
  ];
  expect(unsetVariables({ name: "main", image: "x", env })).toEqual(["B"]);
});

test("a reference to a name of Object's own stays as it stands", () => {
  expect(expand("$(toString) $( $()", {})).toBe("$(toString) $( $()");
});
