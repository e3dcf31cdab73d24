import { describe, expect, test } from "vitest";
import { readManifests } from "../../../model/manifests/read.ts";
import { said } from "./said.ts";

const project = "apiVersion: kargo.akuity.io/v1alpha1\nkind: Project\nmetadata: {name: demo}\n";

describe("YAML is read strictly", () => {
  test.each([
    [
      "duplicate key",
      `${project}kind: Project\n`,
      ["4:1 error [duplicate-key] | A key stands twice in one map; only the last one counts"],
    ],
    ["tab", `${project}spec:\n\ta: 1\n`, ["5:1 error [yaml-syntax] | A tab indents this line"]],
    ["open quote", `${project}a: "b\n`, ["5:1 error [yaml-syntax] | This isn't YAML"]],
    ["unknown alias", `${project}spec: *x\n`, ["1:1 error [yaml-alias] | An alias has no anchor before it"]],
    [
      "alias bomb",
      `${project}---\na: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c]\ne: [*d,*d,*d]\n`,
      ["4:1 error [yaml-alias] | Aliases unfold to too much, or hold themselves"],
    ],
    ["endless nesting", `${project}---\n${"[".repeat(5_000)}`, ["5:809 error [yaml-syntax] | This isn't YAML"]],
    [
      "template",
      `${project}spec: {{ .Values.spec }}\n`,
      ["1:1 note [template] | Skipped: a template that makes YAML, not YAML"],
    ],
    [
      "action on a line",
      `{{- if .Values.x }}\n${project}{{- end }}\n`,
      ["1:1 note [template] | Skipped: a template that makes YAML, not YAML"],
    ],
    ["BOM and CRLF", `\ufeff${project.replaceAll("\n", "\r\n")}`, []],
    ["another tool's file", "a: 1\na: 2\n", []],
    ["a patch without kind", "# kargo.akuity.io/\nspec: {a: 1}\n", []],
    ["another group's Stage", "# kargo.akuity.io/\napiVersion: example.com/v1\nkind: Stage\nspec: 3\n", []],
  ])("%s", (_, text, expected) => {
    const found = said(text);
    // how deep the parser goes depends on the stack it is given
    expect(found.map((line) => line.replace(/^5:\d{2,} /, "5:809 "))).toEqual(expected);
  });

  test("a text that Kubernetes reads as a truth value isn't a name", () => {
    expect(said(project.replace("demo", "on"))).toEqual([
      "3:18 error [schema] | Project metadata.name | The value has the wrong type | got true",
    ]);
  });

  test("plain texts are what Go's reader makes of them", () => {
    const text =
      "apiVersion: argoproj.io/v1alpha1\nkind: X\nspec: [., 0123, 1:30, 2001-01-01, yes, y, 1e3, .5, 1_000, ~, .inf]\n";
    expect(readManifests("f", text, false).objects.map(({ value }) => value.spec)).toEqual([
      [".", 83, "1:30", "2001-01-01", true, "y", 1000, 0.5, 1000, null, ".inf"],
    ]);
  });

  test("a List's items are objects, at their place in the file", () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: kargo.akuity.io/v1alpha1\n  kind: Projct\n`;
    expect(said(text)).toEqual([`5:9 error [schema] | Projct kind | Kargo has no such kind | got "Projct"`]);
  });

  test("what an alias or a merge brings in is found at its anchor", () => {
    const text = `${project.replace("kind: Project", "kind: Stage").replace("{name: demo}", "{name: demo, namespace: demo}")}spec:
  x: &base
    origin: {kind: Warehouse, name: w}
    sources: {direct: yes please}
  requestedFreight:
    - <<: *base
`;
    expect(said(text)).toContain(
      `7:23 error [schema] | Stage/demo spec.requestedFreight[0].sources.direct | The value has the wrong type | got "yes please"`,
    );
  });
});
