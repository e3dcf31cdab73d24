import { yamlUpdate } from "../../../../promotion/steps/yaml-update.ts";
import type { StepRow, StepTable } from "../step-row.ts";

const test = "pkg/promotion/runner/builtin/yaml_updater_test.go";
const source = "pkg/yaml/yaml.go, SetValuesInBytes";

const set = (
  name: string,
  from: string,
  before: string,
  key: string,
  value: unknown,
  after: string,
  shown: string,
): StepRow => ({
  name,
  from,
  config: { path: "values.yaml", updates: [{ key, value }] },
  before: { "values.yaml": before },
  after: { "values.yaml": after },
  output: { commitMessage: `Updated values.yaml\n\n- ${key}: ${shown}` },
});

const refuse = (name: string, from: string, before: string, key: string, reason: string): StepRow => ({
  name,
  from,
  config: { path: "values.yaml", updates: [{ key, value: "x" }] },
  before: { "values.yaml": before },
  error: `values file update failed: error updating image references in values file "values.yaml": ${reason}`,
});

export const table: StepTable = {
  runner: yamlUpdate,
  rows: [
    set(
      "sets a value",
      `${test}, "successful run with updates"`,
      "image:\n  tag: oldtag\n",
      "image.tag",
      "newtag",
      "image:\n  tag: newtag\n",
      "newtag",
    ),
    {
      name: "sets several and keeps comments, blank lines and order",
      from: source,
      config: {
        path: "values.yaml",
        updates: [
          { key: "image.tag", value: "v2" },
          { key: "containers.1.image", value: "b:2" },
          { key: "replicas", value: 3 },
          { key: "debug", value: true },
        ],
      },
      before: {
        "values.yaml":
          '# top\nimage:   # which\n  repo: "x"   # keep\n\n  tag: "v1" # lost\ncontainers:\n- image: a:1\n- name: b\n  image:   b:1\nreplicas: 1\ndebug: false\n\n# end\n',
      },
      after: {
        "values.yaml":
          '# top\nimage:   # which\n  repo: "x"   # keep\n\n  tag: v2\ncontainers:\n- image: a:1\n- name: b\n  image:   b:2\nreplicas: 3\ndebug: true\n\n# end\n',
      },
      output: {
        commitMessage:
          "Updated values.yaml\n\n- image.tag: v2\n- containers.1.image: b:2\n- replicas: 3\n- debug: true",
      },
    },
    set("adds the newline that is missing at the end", source, "a: 1\nb: 2", "a", "x", "a: x\nb: 2\n", "x"),
    set("writes Windows lines as others", source, "a: 1\r\nb: 2\r\n", "a", "x", "a: x\nb: 2\n", "x"),
    set("fills in an empty value", source, "a:\nb: 2\n", "a", "x", "a: x\nb: 2\n", "x"),
    set(
      "takes an escaped dot for part of the key",
      "pkg/sjson/split_key.go",
      "a.b:\n  c: 1\n",
      "a\\.b.c",
      "x",
      "a.b:\n  c: x\n",
      "x",
    ),
    set(
      "takes a colon for a key that is a number",
      "pkg/sjson/split_key.go",
      "a:\n  1: x\n",
      "a.:1",
      "y",
      "a:\n  1: y\n",
      "y",
    ),
    set("quotes a text that reads as a number", "pkg/yaml/quote.go", "a: x\n", "a", "42", 'a: "42"\n', '"42"'),
    set(
      "quotes a commit's hash that reads as a number",
      "pkg/yaml/quote.go",
      "a: x\n",
      "a",
      "1234e5",
      'a: "1234e5"\n',
      '"1234e5"',
    ),
    set("quotes a text that reads as a boolean", "pkg/yaml/quote.go", "a: x\n", "a", "true", 'a: "true"\n', '"true"'),
    set("quotes t, which Go takes for true", "pkg/yaml/quote.go", "a: x\n", "a", "t", 'a: "t"\n', '"t"'),
    set("quotes JSON", "pkg/yaml/quote.go", "a: x\n", "a", '{"b": 1}', 'a: "{\\"b\\": 1}"\n', '"{\\"b\\": 1}"'),
    set("quotes null", "pkg/yaml/quote.go", "a: x\n", "a", "null", 'a: "null"\n', '"null"'),
    set("quotes inf, as a number", "pkg/yaml/quote.go", "a: x\n", "a", "Inf", 'a: "Inf"\n', '"Inf"'),
    set("leaves yes plain, as Kargo does", "pkg/yaml/quote.go", "a: x\n", "a", "yes", "a: yes\n", "yes"),
    set("quotes digits with underscores", "pkg/yaml/quote.go", "a: x\n", "a", "1_000", 'a: "1_000"\n', '"1_000"'),
    set(
      "quotes a number that is too large, as JSON",
      "pkg/yaml/quote.go",
      "a: x\n",
      "a",
      "1e999",
      'a: "1e999"\n',
      '"1e999"',
    ),
    set(
      "writes a large number with an exponent, as Kargo does",
      source,
      "a: x\n",
      "a",
      1234567,
      "a: 1.234567e+06\n",
      "1.234567e+06",
    ),
    set("replaces from the tag on", source, "a: !!str 1\n", "a", "x", "a: x\n", "x"),
    set("replaces from the anchor on", source, "a: &b 1\n", "a", "x", "a: x\n", "x"),
    set(
      "keeps all but the first line of a text of several",
      source,
      "a: |\n  one\n  two\nb: 1\n",
      "a",
      "x",
      "a: x\n  one\n  two\nb: 1\n",
      "x",
    ),
    set("takes the rest of a flow map along", source, "a: {b: 1, c: 2}\n", "a.b", "x", "a: {b: x\n", "x"),
    set("sets in the first of two documents", source, "a: 1\n---\na: 2\n", "a", "x", "a: x\n---\na: 2\n", "x"),
    set("cuts at the byte where Go counts characters", source, "é: 1\n", "é", "x", "é: x\n", "x"),
    set("finds a quoted key", source, '"a": 1\n', "a", "x", '"a": x\n', "x"),
    set("finds the first of two equal keys", source, "a: 1\na: 2\n", "a", "x", "a: x\na: 2\n", "x"),
    refuse(
      "refuses a key that isn't there",
      `${test}, "failed to update"`,
      "a: 1\n",
      "b",
      "error mutating bytes: error finding key b: key path not found",
    ),
    refuse(
      "refuses a key that holds a map",
      source,
      "a:\n  b: 1\n",
      "a",
      "error mutating bytes: error finding key a: key path does not address a scalar node",
    ),
    refuse(
      "refuses a word as the place in a list",
      source,
      "a: [1]\n",
      "a.b",
      'error mutating bytes: error finding key a.b: strconv.Atoi: parsing "b": invalid syntax',
    ),
    refuse(
      "refuses to go through an alias",
      source,
      "a: &x\n  b: 1\nc: *x\n",
      "c.b",
      "error mutating bytes: error finding key c.b: key path not found",
    ),
    refuse(
      "refuses an empty part of a key",
      "pkg/sjson/split_key.go",
      "a: 1\n",
      "a..b",
      'error mutating bytes: error splitting key a..b: empty key part in key "a..b"',
    ),
    refuse(
      "refuses an escape it doesn't know",
      "pkg/sjson/split_key.go",
      "a: 1\n",
      "a\\b",
      'error mutating bytes: error splitting key a\\b: invalid escape sequence in key "a\\\\b"',
    ),
    {
      name: "fails without a file",
      from: `${test}, "failed to update"`,
      config: { path: "values.yaml", updates: [{ key: "a", value: 1 }] },
      error:
        'values file update failed: error updating image references in values file "values.yaml": error reading file "values.yaml": open values.yaml: no such file or directory',
    },
  ],
};
