import { yamlMerge } from "../../../../promotion/steps/yaml-merge.ts";
import type { StepRow, StepTable } from "../step-row.ts";

const test = "pkg/promotion/runner/builtin/yaml_merger_test.go";
const source = "kyaml v0.20.1, yaml/merge2/merge2.go";

const merge = (name: string, a: string, b: string, out: string): StepRow => ({
  name,
  from: source,
  config: { inFiles: ["a.yaml", "b.yaml"], outFile: "out/x.yaml" },
  before: { "a.yaml": a, "b.yaml": b },
  after: { "out/x.yaml": { content: out, mode: 0o600 } },
  output: { commitMessage: "Merged 2 YAML files to out/x.yaml\n- a.yaml\n- b.yaml" },
});

export const table: StepTable = {
  runner: yamlMerge,
  rows: [
    merge(
      "merges maps field by field, new ones behind, by alphabet",
      "a: 1\nm:\n  x: 1\n  y: 2\n",
      "z: 1\nb: 2\nm:\n  y: 3\n  k: 4\n",
      "a: 1\nm:\n  x: 1\n  y: 3\n  k: 4\nb: 2\nz: 1\n",
    ),
    merge("replaces lists", "l:\n- 1\n- 2\n", "l:\n- 3\n", "l:\n- 3\n"),
    merge(
      "removes what is null in the later file",
      "a: 1\nb:\n  c: 1\n  d: 2\nl: [1]\n",
      "a: null\nb:\n  c: ~\nl:\n",
      "b:\n  d: 2\n",
    ),
    merge("removes a map that is null in the later file", "a: 1\nb:\n  c: 1\n", "b: null\n", "a: 1\n"),
    merge("gives a null a value", "a: null\nb:\n", "a: 1\nb:\n  c: 2\n", "a: 1\nb:\n  c: 2\n"),
    merge(
      "keeps a null that nobody speaks of, if it is written",
      "a: null\nb: ~\nc:\nd: 1\n",
      "d: 2\n",
      "a: null\nb: ~\nd: 2\n",
    ),
    merge(
      "keeps comments above fields, and takes those beside values from the later file",
      "# top\na: 1 # one\n# before b\nb: 2 # two\n",
      "a: 9\nb: 8 # eight\n# new\nc: 3 # three\n",
      "# top\na: 9\n# before b\nb: 8 # eight\nc: 3 # three\n",
    ),
    merge(
      "keeps how values are written",
      "a: 'x'\nb: yes\nc: \"1\"\n",
      "b: 0x10\nd: |\n  text\n",
      "a: 'x'\nb: 0x10\nc: \"1\"\nd: |\n  text\n",
    ),
    merge("takes the first of several documents", "a: 1\n---\nb: 2\n", "c: 3\n---\nd: 4\n", "a: 1\nc: 3\n"),
    merge("takes an empty file for nothing", "", "a: 1\n", "a: 1\n"),
    merge(
      "obeys $patch",
      "a:\n  x: 1\nb:\n  y: 1\n",
      "a:\n  $patch: delete\nb:\n  $patch: replace\n  z: 2\n",
      "b:\n  z: 2\n",
    ),
    {
      name: "copies one file, written anew",
      from: `${test}, "valid inputs"`,
      config: { inFiles: ["a.yaml"], outFile: "out.yaml" },
      before: { "a.yaml": "a:   1\nl:\n  - x\n" },
      after: { "out.yaml": "a: 1\nl:\n- x\n" },
      output: { commitMessage: "Wrote a.yaml to out.yaml" },
    },
    {
      name: "leaves out files that are missing when told to",
      from: `${test}, "missing input files ignored"`,
      config: { inFiles: ["no.yaml", "a.yaml"], outFile: "out.yaml", ignoreMissingFiles: true },
      before: { "a.yaml": "a: 1\n" },
      after: { "out.yaml": "a: 1\n" },
      output: { commitMessage: "Wrote a.yaml to out.yaml" },
    },
    {
      name: "writes an empty file for none at all",
      from: "pkg/yaml/merge.go",
      config: { inFiles: ["no.yaml"], outFile: "out.yaml", ignoreMissingFiles: true },
      after: { "out.yaml": "" },
    },
    {
      name: "fails without a file",
      from: `${test}, "missing input file"`,
      config: { inFiles: ["no.yaml"], outFile: "out.yaml" },
      error: 'input file "no.yaml" not found: stat no.yaml: no such file or directory',
    },
  ],
};
