import { jsonParse } from "../../../../promotion/steps/json-parse.ts";
import { tomlParse } from "../../../../promotion/steps/toml-parse.ts";
import { yamlParse } from "../../../../promotion/steps/yaml-parse.ts";
import type { StepTable } from "../step-row.ts";

const jsonTest = "pkg/promotion/runner/builtin/json_parser_test.go";
const yamlTest = "pkg/promotion/runner/builtin/yaml_parser_test.go";
const tomlTest = "pkg/promotion/runner/builtin/toml_parser_test.go";
const outputs = (...pairs: [string, string][]) => pairs.map(([name, fromExpression]) => ({ name, fromExpression }));

export const jsonParseTable: StepTable = {
  runner: jsonParse,
  rows: [
    {
      name: "takes values out of a file",
      from: `${jsonTest}, "successful run with outputs"`,
      config: {
        path: "a.json",
        outputs: outputs(
          ["version", "app.version"],
          ["flag", "features.newFeature"],
          ["sum", "list[0] + list[1]"],
          ["names", "map(people, .name)"],
          ["all", "app"],
          ["nothing", "missing"],
          ["fallback", 'missing ?? "none"'],
          ["int", "len(list)"],
          ["dashed", '$env["a-b"]'],
        ),
      },
      before: {
        "a.json":
          '{"app":{"version":"1.0.0","n":null},"features":{"newFeature":true},"list":[1,2.5],"people":[{"name":"a"}],"a-b":"x"}',
      },
      output: {
        version: "1.0.0",
        flag: true,
        sum: 3.5,
        names: ["a"],
        all: { version: "1.0.0", n: null },
        nothing: null,
        fallback: "none",
        int: 2,
        dashed: "x",
      },
    },
    {
      name: "fails on an expression that makes no sense",
      from: `${jsonTest}, "fails to compile"`,
      config: { path: "a.json", outputs: outputs(["x", "(1 / 2"]) },
      before: { "a.json": "{}" },
      error:
        'failed to extract outputs: error compiling expression "(1 / 2": ")" is expected, not the expression\'s end',
      differs: "the parser's own words",
    },
    {
      name: "fails on what can't be evaluated",
      from: `${jsonTest}, "fails to evaluate"`,
      config: { path: "a.json", outputs: outputs(["x", "a.b.c"]) },
      before: { "a.json": '{"a":{}}' },
      error: 'failed to extract outputs: error evaluating expression "a.b.c": cannot fetch c from <nil>',
      differs: "Kargo shows where as well",
    },
    {
      name: "fails on what is no JSON",
      from: `${jsonTest}, "invalid JSON"`,
      config: { path: "a.json", outputs: outputs(["x", "a"]) },
      before: { "a.json": "{" },
      error: "could not parse JSON file: Expected property name or '}' in JSON at position 1 (line 1 column 2)",
      differs: "the parser's own words",
    },
    {
      name: "fails without a file",
      from: `${jsonTest}, "file not found"`,
      config: { path: "a.json", outputs: outputs(["x", "a"]) },
      error: 'error reading JSON file "a.json": open a.json: no such file or directory',
    },
  ],
};

export const yamlParseTable: StepTable = {
  runner: yamlParse,
  rows: [
    {
      name: "takes values out of a file",
      from: `${yamlTest}, "successful run with outputs"`,
      config: {
        path: "a.yaml",
        outputs: outputs(
          ["tag", "image.tag"],
          ["merged", "prod.port"],
          ["yes", "flag"],
          ["octal", "mode"],
          ["date", "day"],
          ["time", "clock"],
          ["number", "num + 0"],
          ["n", '$env["false"]'],
          ["text", "s"],
          ["key", 'ints["1"]'],
          ["null", "empty"],
          ["float", "f"],
        ),
      },
      before: {
        "a.yaml":
          'image:\n  tag: v1\nbase: &b {port: 80}\nprod:\n  <<: *b\nflag: yes\nmode: 0777\nday: 2026-01-02\nclock: 1:30\nnum: 12\nn: 1.1 takes it for false\ns: "12"\nints:\n  1: one\nempty: ~\nf: 1e3\n---\nimage: {tag: v2}\n',
      },
      output: {
        tag: "v1",
        merged: 80,
        yes: true,
        octal: 511,
        date: "2026-01-02",
        time: "1:30",
        number: 12,
        n: "1.1 takes it for false",
        text: "12",
        key: "one",
        null: null,
        float: 1000,
      },
    },
    {
      name: "fails on an empty file",
      from: `${yamlTest}, "empty YAML file"`,
      config: { path: "a.yaml", outputs: outputs(["x", "a"]) },
      before: { "a.yaml": "" },
      error: 'could not parse empty YAML file: "a.yaml"',
    },
    {
      name: "fails without a file",
      from: `${yamlTest}, "file not found"`,
      config: { path: "a.yaml", outputs: outputs(["x", "a"]) },
      error: 'error reading YAML file "a.yaml": open a.yaml: no such file or directory',
    },
  ],
};

export const tomlParseTable: StepTable = {
  runner: tomlParse,
  rows: [
    {
      name: "takes values out of a file",
      from: `${tomlTest}, "successful run with outputs"`,
      config: {
        path: "a.toml",
        outputs: outputs(
          ["version", "app.version"],
          ["port", "servers[1].port + 1"],
          ["deep", "a.b.c"],
          ["inline", "point.x"],
          ["float", "ratio"],
          ["list", "list"],
          ["hex", "hex"],
          ["table", "a"],
        ),
      },
      before: {
        "a.toml":
          "ratio = 1.5\nlist = [1, \"a\", [true]]\nhex = 0x1F\npoint = {x = 1, y.z = 2}\n[app]\nversion = \"1.0.0\"\n[[servers]]\nport = 1\n[[servers]]\nport = 2\n[a.b]\nc = '''\nx'''\n[a]\nd = 1\n",
      },
      output: {
        version: "1.0.0",
        port: 3,
        deep: "x",
        inline: 1,
        float: 1.5,
        list: [1, "a", [true]],
        hex: 31,
        table: { b: { c: "x" }, d: 1 },
      },
    },
    {
      name: "fails on an empty file",
      from: `${tomlTest}, "empty TOML file"`,
      config: { path: "a.toml", outputs: outputs(["x", "a"]) },
      before: { "a.toml": "" },
      error: 'could not parse empty TOML file: "a.toml"',
    },
  ],
};
