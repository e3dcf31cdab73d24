import { expect, test } from "vitest";
import { trimmed } from "../../../tools/kinds/json-schema.ts";
import { schemaText } from "../../../tools/kinds/schema-text.ts";
import { shared } from "../../../tools/kinds/shared.ts";

const source = {
  type: "object",
  description: "prose",
  properties: { repoURL: { type: "string", title: "prose", minLength: 1 } },
};

test("names, types and limits stay; prose goes", () => {
  expect(trimmed(source)).toEqual({ type: "object", properties: { repoURL: { type: "string", minLength: 1 } } });
});

test("a Kubernetes number-or-text is either, with its pattern; unknown fields that it keeps stay allowed", () => {
  expect(
    trimmed({ anyOf: [{ type: "integer" }, { type: "string" }], pattern: "^1", "x-kubernetes-int-or-string": true }),
  ).toEqual({ type: ["integer", "string"], pattern: "^1" });
  expect(trimmed({ type: "object", "x-kubernetes-preserve-unknown-fields": true })).toEqual({
    type: "object",
    additionalProperties: true,
  });
});

test("what occurs twice is written once, named by the first field that holds it, and no reserved name is taken", () => {
  const part = {
    type: "object",
    required: ["repoURL", "path"],
    properties: { repoURL: { type: "string", minLength: 1 }, path: { type: "string", minLength: 1 } },
    additionalProperties: false,
  };
  const schema = {
    type: "object",
    properties: { sources: { type: "array", items: part }, source: part, other: source },
  };
  expect(shared(schema, ["Source"])).toEqual({
    type: "object",
    properties: {
      sources: { type: "array", items: { $ref: "#/definitions/Source2" } },
      source: { $ref: "#/definitions/Source2" },
      other: source,
    },
    definitions: { Source2: part },
  });
});

test("a schema's text is what JSON.parse makes of it, back-slashes too, and can't end the template it stands in", () => {
  const schema = { type: "object", properties: { a: { pattern: "^\\d+$" } } };
  const text = schemaText("example", schema);
  const json = /String\.raw`([^`]*)`/.exec(text)?.[1] ?? "";
  expect(JSON.parse(json)).toEqual({ ...schema, definitions: {} });
  expect(() => schemaText("example", { properties: { "`": {} } })).toThrow(
    new Error("example: its schema can't stand in a template literal"),
  );
});
