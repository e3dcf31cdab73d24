import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { goserver } from "../../apps/goserver/pipeline.ts";
import { compile } from "../../model/compile.ts";
import { defaultSettings } from "../../model/settings.ts";
import { toYaml } from "../../model/yaml.ts";
import { allObjects } from "./sample.ts";

test("text that a YAML reader would take for something else is quoted, long text isn't folded", () => {
  const values = ["on", "NO", "y", "1e3", "0123", "0x1f", "1_000", "12:30", "null", "~", "true", "1234567", "", "a: b"];
  const data = Object.fromEntries(values.map((value, index) => [`k${index}`, value]));
  const long = "word ".repeat(40).trim();
  const object = {
    spec: { data, long, list: ["x"], lines: "a\nb" },
    kind: "K",
    metadata: { name: "name" },
    apiVersion: "v1",
  };
  expect(toYaml([object, { apiVersion: "v1", kind: "L", metadata: { name: "2024-01-01" } }])).toBe(
    [
      "apiVersion: v1",
      "kind: K",
      "metadata:",
      "  name: name",
      "spec:",
      "  data:",
      ...values.map((value, index) => `    k${index}: ${JSON.stringify(value)}`),
      `  long: ${long}`,
      "  list:",
      "    - x",
      "  lines: |-",
      "    a",
      "    b",
      "---",
      "apiVersion: v1",
      "kind: L",
      "metadata:",
      '  name: "2024-01-01"',
      "",
    ].join("\n"),
  );
});

test("what is written is read back as the same objects", () => {
  const objects = allObjects(compile(goserver, defaultSettings));
  expect(parseAllDocuments(toYaml(objects)).map((document) => document.toJS())).toEqual(objects);
});
