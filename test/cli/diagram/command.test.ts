import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { diagram } from "../../../cli/commands/diagram.ts";
import { Context } from "../../../cli/context.ts";

const golden = path.resolve(import.meta.dirname, "../../golden");
const folder = mkdtempSync(path.join(tmpdir(), "slipway-diagram-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What it prints, or the message it ends with. */
async function printed(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const progress = {
    note: (text: string) => void lines.push(text),
    step: () => ({ update() {}, done() {}, fail() {} }),
  };
  try {
    await diagram(new Context(args, progress, new AbortController().signal));
    return `${lines.join("\n")}\n`;
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  "fan-out-and-in",
  "multiple-warehouses",
  "parallel-pipelines",
  "control-flow-stage",
  "commits-and-releases",
])("the manifests of %s give the same drawings as its definition", async (name) => {
  const manifests = path.join(golden, "patterns", `${name}.yaml`);
  const drawn = (extension: string) => readFileSync(path.join(golden, "patterns", `${name}.${extension}`), "utf8");
  expect(await printed("--manifests", manifests)).toBe(drawn("txt"));
  expect(await printed("--manifests", manifests, "--format", "mermaid")).toBe(drawn("mmd"));
});

test("the file's name decides the format", async () => {
  const out = path.join(folder, "picture.svg");
  expect(await printed("goserver", "--out", out)).toBe(`written: ${out}\n`);
  expect(readFileSync(out, "utf8")).toBe(readFileSync(path.resolve(golden, "../../docs/goserver.svg"), "utf8"));
});

const two = path.join(folder, "two.yaml");
writeFileSync(
  two,
  ["shop", "web"]
    .map(
      (project) =>
        `apiVersion: kargo.akuity.io/v1alpha1\nkind: Stage\nmetadata: {name: dev, namespace: ${project}}\nspec: {}\n`,
    )
    .join("---\n"),
);
const empty = path.join(folder, "empty.yaml");
writeFileSync(empty, "a: 1\n");

test.each([
  [
    ["--manifests", two],
    `${two} holds several Projects: shop, web. Name one of them: slipway diagram shop --manifests ${two}`,
  ],
  [["shoop", "--manifests", two], `${two} holds nothing of Project "shoop". Perhaps "shop" is meant`],
  [["--manifests", empty], `${empty} holds no Kargo Warehouse or Stage`],
  [["goserver", "--format", "png"], '--format: got "png"; allowed text, svg, mermaid'],
  [
    ["goserver", "--live", "--manifests", "x"],
    "--live draws what is in the cluster, --manifests what is in files: give one of them",
  ],
])("%j is refused with what to do", async (args, message) => {
  expect(await printed(...args)).toBe(message);
});
