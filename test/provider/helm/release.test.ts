import { describe, expect, test } from "vitest";
import { diffRelease } from "../../../provider/helm/plan.ts";
import { inputsOf, normalizedRelease, releaseId } from "../../../provider/helm/release.ts";
import type { Session } from "../../../provider/session.ts";
import { type Fields, makeSecret, unknown } from "../../../provider/value.ts";

describe("a release's inputs", () => {
  test("have a namespace and a timeout, and say nothing twice", () => {
    const given: Fields = {
      ...{ name: "kargo", chart: "./kargo", atomic: true, compat: "true", devel: false, description: "", values: {} },
      ...{ skipCrds: null, allowNullValues: true, resourceNames: { a: ["b"] } },
    };
    const release = normalizedRelease(given, "default");
    expect(release).toEqual({ name: "kargo", chart: "./kargo", atomic: true, namespace: "default", timeout: 300 });
    expect(releaseId(release)).toBe("default/kargo");
  });

  test("have no timeout where nothing is waited for, and keep what a preview doesn't know", () => {
    expect(normalizedRelease({ chart: "x", skipAwait: true, values: unknown, namespace: unknown }, "default")).toEqual({
      ...{ chart: "x", skipAwait: true, values: unknown, namespace: unknown },
    });
  });

  const rows: readonly (readonly [string, Fields, string])[] = [
    ["postrender", { postrender: "cat" }, "a Helm release's postrender is not carried out: take it out"],
    ["a verified chart", { verify: true }, "a Helm release's verify is not carried out: take it out"],
    [
      "a password",
      { repositoryOpts: { repo: "https://charts.example.com", password: "canary" } },
      "repositoryOpts.username and .password are not carried out, since helm takes them on its command line only",
    ],
  ];
  test.each(rows)("are refused with %s, by name and without its value", (_, inputs, message) => {
    const tried = () => normalizedRelease({ chart: "x", ...inputs }, "default");
    expect(tried).toThrow(message);
    expect(tried).not.toThrow("canary");
  });

  test("are read from a state, and from one that an interrupted run left without them", () => {
    const inputs: Fields = { name: "kargo", chart: "./kargo" };
    const more: Fields = { resourceNames: {}, status: {} };
    expect(inputsOf({ ...inputs, version: "1", ...more, __inputs: makeSecret(inputs) })).toEqual(inputs);
    expect(inputsOf({ ...inputs, ...more })).toEqual(inputs);
  });
});

describe("the difference of a release", () => {
  const inputs: Fields = {
    name: "kargo",
    namespace: "kargo",
    chart: "x",
    version: "1.0.0",
    values: { a: 1, b: [1, 2] },
  };
  const state: Fields = { ...inputs, status: { revision: 1 }, resourceNames: {}, __inputs: makeSecret(inputs) };
  const rows: readonly (readonly [string, Fields, Fields, Record<string, unknown>, readonly string[]])[] = [
    ["nothing", state, inputs, {}, []],
    ["a secret that is the same", state, { ...inputs, values: makeSecret({ a: 1, b: [1, 2] }) }, {}, []],
    ["a value", state, { ...inputs, values: { a: 2, b: [1, 2] } }, { "values.a": "update" }, []],
    ["a value taken away", state, { ...inputs, values: { b: [1, 2] } }, { "values.a": "delete" }, []],
    ["a version", state, { ...inputs, version: "1.0.1" }, { version: "update" }, []],
    ["another name", state, { ...inputs, name: "other" }, { name: "update" }, ["name"]],
    ["what somebody set by hand", { ...state, values: { a: 9, b: [1, 2] } }, inputs, { "values.a": "update" }, []],
  ];
  test.each(rows)("is %s", async (_, olds, news, changes, replaces) => {
    const found = await diffRelease({} as Session, { urn: "", olds, news, ignoreChanges: [] });
    expect(Object.fromEntries([...found.changes].map(([path, { kind }]) => [path, kind]))).toEqual(changes);
    expect(found.replaces).toEqual(replaces);
  });
});
