import { tomlUpdate } from "../../../../promotion/steps/toml-update.ts";
import type { StepRow, StepTable } from "../step-row.ts";

const test = "pkg/promotion/runner/builtin/toml_updater_test.go";
const source = "pkg/toml/toml.go, SetValuesInBytes";

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
  config: { path: "a.toml", updates: [{ key, value }] },
  before: { "a.toml": before },
  after: { "a.toml": after },
  output: { commitMessage: `Updated a.toml\n\n- ${key}: ${shown}` },
});
const refuse = (name: string, before: string, key: string, value: unknown, reason: string): StepRow => ({
  name,
  from: source,
  config: { path: "a.toml", updates: [{ key, value }] },
  before: { "a.toml": before },
  error: `TOML file update failed: error updating TOML file "a.toml": error mutating bytes: ${reason}`,
});

export const table: StepTable = {
  runner: tomlUpdate,
  rows: [
    {
      name: "sets several values and keeps all else",
      from: `${test}, "successful run with updates"`,
      config: {
        path: "a.toml",
        updates: [
          { key: "image.tag", value: "v2" },
          { key: "servers.1.port", value: 8080 },
          { key: "list.0", value: true },
          { key: "point.y.z", value: 1.5 },
          { key: "a\\.b", value: "x" },
        ],
      },
      before: {
        "a.toml":
          '# top\nlist = [ 1, 2 ] # keep\n"a.b"   =  "y"\npoint = {x = 1, y.z = 2}\n\n[image]\n  tag = "v1" # which\n[[servers]]\nport = 1\n[[servers]]\nport = 2',
      },
      after: {
        "a.toml":
          "# top\nlist = [ true, 2 ] # keep\n\"a.b\"   =  'x'\npoint = {x = 1, y.z = 1.5}\n\n[image]\n  tag = 'v2' # which\n[[servers]]\nport = 1\n[[servers]]\nport = 8080.0",
      },
      output: {
        commitMessage:
          "Updated a.toml\n\n- image.tag: 'v2'\n- servers.1.port: 8080.0\n- list.0: true\n- point.y.z: 1.5\n- a\\.b: 'x'",
      },
    },
    set(
      "escapes a text with a quote",
      source,
      'a = "x"\n',
      "a",
      'it\'s "é" \\',
      'a = "it\'s \\"é\\" \\\\"\n',
      '"it\'s \\"é\\" \\\\"',
    ),
    set("escapes a newline", source, "a = 'x'\n", "a", "x\ny\t\u0001", 'a = "x\\ny\\t\\u0001"\n', '"x\\ny\\t\\u0001"'),
    set("replaces a text of several lines", source, "a = '''\nx\ny'''\nb = 1\n", "a", "z", "a = 'z'\nb = 1\n", "'z'"),
    set("replaces a date", source, "a = 1979-05-27T07:32:00Z # when\n", "a", "z", "a = 'z' # when\n", "'z'"),
    set(
      "reads past letters of several bytes",
      source,
      `"é" = "ü" # ö\nb = 1\n`,
      "b",
      true,
      `"é" = "ü" # ö\nb = true\n`,
      "true",
    ),
    set(
      "writes a large number in full",
      source,
      "a = 1\n",
      "a",
      1e21,
      "a = 1000000000000000000000.0\n",
      "1000000000000000000000.0",
    ),
    refuse("refuses a key that isn't there", "a = 1\n", "b", "x", "error finding key b: key path not found"),
    refuse(
      "refuses a table",
      "[a]\nb = 1\n",
      "a",
      "x",
      "error finding key a: key path addresses Table instead of a scalar node",
    ),
    refuse(
      "refuses a list",
      "a = [1]\n",
      "a",
      "x",
      "error finding key a: key path addresses Array instead of a scalar node",
    ),
    refuse(
      "refuses a value that isn't a scalar",
      "a = 1\n",
      "a",
      [1],
      "error formatting value for key a: value is not a TOML scalar type",
    ),
  ],
};
