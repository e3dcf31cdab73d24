import { jsonUpdate } from "../../../../promotion/steps/json-update.ts";
import type { StepRow, StepTable } from "../step-row.ts";

const test = "pkg/promotion/runner/builtin/json_updater_test.go";
const sjson = "tidwall/sjson v1.2.5, sjson.go";

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
  config: { path: "values.json", updates: [{ key, value }] },
  before: { "values.json": before },
  after: { "values.json": after },
  output: { commitMessage: `Updated values.json\n\n- ${key}: ${shown}` },
});

export const table: StepTable = {
  runner: jsonUpdate,
  rows: [
    {
      name: "sets several values and keeps the layout",
      from: `${test}, "successful run with updates"`,
      config: {
        path: "app/values.json",
        updates: [
          { key: "app.version", value: "1.0.1" },
          { key: "features.newFeature", value: true },
          { key: "threshold", value: 100 },
          { key: "list.1", value: 2.5 },
        ],
      },
      before: {
        "app/values.json":
          '{\n  "app": {"version" : "1.0.0"},\n  "features": { "newFeature": false },\n\n  "threshold": 10,\n  "list": [1,\n 2, 3]\n}\n',
      },
      after: {
        "app/values.json":
          '{\n  "app": {"version" : "1.0.1"},\n  "features": { "newFeature": true },\n\n  "threshold": 100,\n  "list": [1,\n 2.5, 3]\n}\n',
      },
      output: {
        commitMessage:
          'Updated app/values.json\n\n- app.version: "1.0.1"\n- features.newFeature: true\n- threshold: 100\n- list.1: 2.5',
      },
    },
    set(
      "adds what is missing at the end",
      sjson,
      '{\n  "a": 1\n}\n',
      "b.c.d",
      "x",
      '{\n  "a": 1\n,"b":{"c":{"d":"x"}}}',
      '"x"',
    ),
    set("adds to an empty object", sjson, "{}", "a", true, '{"a":true}', "true"),
    set("adds a list where the next part is a number", sjson, "{}", "a.2", "x", '{"a":[null,null,"x"]}', '"x"'),
    set("takes -1 for the end of a list", sjson, '{"a":[1, 2]}', "a.-1", 3, '{"a":[1, 2,3]}', "3"),
    set("fills a list up to the place", sjson, '{"a":[ 1 ]}', "a.3", 4, '{"a":[1,null,null,4]}', "4"),
    set("takes a colon for a key that is a number", sjson, '{"a":{"1":"x"}}', "a.:1", "y", '{"a":{"1":"y"}}', '"y"'),
    set("takes an escaped dot for part of the key", sjson, '{"a.b":{"c":1}}', "a\\.b.c", 2, '{"a.b":{"c":2}}', "2"),
    set("makes room where a scalar stood", sjson, '{"a":"text"}', "a.b", 1, '{"a":{"b":1}}', "1"),
    set("writes in an empty file", sjson, "", "a", "b", '{"a":"b"}', '"b"'),
    set(
      "escapes a text as Go does",
      sjson,
      '{"a":1}',
      "a",
      'x"\\<é\u2028\n',
      '{"a":"x\\"\\\\\\u003cé\\u2028\\n"}',
      '"x\\"\\\\<é\\u2028\\n"',
    ),
    set("writes < plainly when nothing else needs an escape", sjson, '{"a":1}', "a", "<b>&", '{"a":"<b>&"}', '"<b>&"'),
    set(
      "writes a large number in full, and short in the message",
      sjson,
      '{"a":1}',
      "a",
      12345678,
      '{"a":12345678}',
      "1.2345678e+07",
    ),
    set("writes a huge number in full", sjson, '{"a":1}', "a", 1e21, '{"a":1000000000000000000000}', "1e+21"),
    set("writes a tiny number in full", sjson, '{"a":1}', "a", 1.5e-7, '{"a":0.00000015}', "1.5e-07"),
    set("finds the first of two equal keys", sjson, '{"a":1,"a":2}', "a", 3, '{"a":3,"a":2}', "3"),
    set(
      "isn't led astray by braces in texts",
      sjson,
      '{"x":"}{\\"a\\":1","a":{"b":"]"}}',
      "a.b",
      "c",
      '{"x":"}{\\"a\\":1","a":{"b":"c"}}',
      '"c"',
    ),
    {
      name: "refuses a word as the place in a list",
      from: sjson,
      config: { path: "v.json", updates: [{ key: "a.b", value: 1 }] },
      before: { "v.json": '{"a":[1]}' },
      error:
        "JSON file update failed: error setting key \"a.b\" in JSON file: cannot set array element for non-numeric key 'b'",
    },
    {
      name: "refuses a value that isn't a scalar",
      from: `${test}, "value is not a scalar"`,
      config: { path: "v.json", updates: [{ key: "a", value: { b: 1 } }] },
      before: { "v.json": "{}" },
      error: 'JSON file update failed: value for key "a" is not a scalar type',
    },
    {
      name: "fails without a file",
      from: `${test}, "file not found"`,
      config: { path: "v.json", updates: [{ key: "a", value: 1 }] },
      error: 'JSON file update failed: error reading JSON file "v.json": open v.json: no such file or directory',
    },
  ],
};
