import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root, slipway } from "../../support/command.ts";

const right = path.join(root, "test/model/manifests/pipeline.yaml");
const project = "apiVersion: kargo.akuity.io/v1alpha1\nkind: Project\n";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "slipway-check-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

describe("slipway check", () => {
  test("ends with 0 and a count when nothing is wrong", async () => {
    const { code, output } = await slipway("check", right).ended;
    expect([code, output]).toEqual([0, "0 errors, 0 warnings, 0 notes; 8 objects in 1 file\n"]);
  });

  test("ends with 2 when it can't run", async () => {
    const [none, missing, option, version] = await Promise.all(
      [["check"], ["check", "nowhere"], ["check", "--bad", "."], ["check", "--kargo-version", "new", "."]].map(
        (args) => slipway(...args).ended,
      ),
    );
    expect([none?.code, missing?.code, option?.code, version?.code]).toEqual([2, 2, 2, 2]);
    expect(missing?.output).toBe("nowhere: no such file or folder\n");
    const definitions = await Promise.all(
      ["goserver", "apps/goserver/pipeline.ts"].map((name) => slipway("check", name).ended),
    );
    const said = (name: string, app: string) =>
      `${name} is a definition, and YAML is what is read here. A definition is checked whenever it is compiled: npm run diagram -- ${app} draws it, npm run render -- ${app} --out DIR writes its YAML\n`;
    expect(definitions).toMatchObject([
      { code: 2, output: said("goserver", "goserver") },
      { code: 2, output: said("apps/goserver/pipeline.ts", "APP") },
    ]);
    expect(version?.output).toBe('--kargo-version: got "new"; allowed a version such as 1.11.2\n');
  });

  test("walks folders, skips what isn't a manifest, and ends with 1 on an error", async () => {
    write("a/one.yaml", `${project}metadata: {name: one}\nspec: {}\n`);
    write("a/two.json", JSON.stringify({ apiVersion: "kargo.akuity.io/v1alpha1", kind: "Project", metadata: {} }));
    write("a/.git/three.yaml", project);
    write("a/node_modules/four.yaml", project);
    write("a/five.txt", project);
    write("a/patch.yaml", project);
    write("a/kustomization.yaml", "patches: [{path: patch.yaml}]\n");
    write("a/chart/Chart.yaml", "name: x\n");
    write("a/chart/templates/stage.yaml", `${project}metadata: {name: "{{ .Release.Name }}"}\n`);
    symlinkSync(path.join(folder, "a"), path.join(folder, "a/chart/loop"));
    const { code, output } = await slipway("check", "--json", path.join(folder, "a")).ended;
    const found = JSON.parse(output) as { file: string; line: number; severity: string; rule: string }[];
    expect(code).toBe(1);
    expect(found.map(({ file, line, severity, rule }) => [path.relative(folder, file), line, severity, rule])).toEqual([
      ["a/chart/templates/stage.yaml", 1, "note", "template"],
      ["a/one.yaml", 4, "error", "project-spec"],
      ["a/two.json", 1, "error", "schema"],
    ]);
  });

  test("takes an object's namespace from the kustomization that lists its file", async () => {
    const stage = "apiVersion: kargo.akuity.io/v1alpha1\nkind: ProjectConfig\nmetadata: {name: config}\nspec: {}\n";
    write("kustomized/config.yaml", stage);
    write("kustomized/other.yaml", stage);
    write("kustomized/kustomization.yaml", "namespace: demo\nresources: [config.yaml]\n");
    const { output } = await slipway("check", "--json", path.join(folder, "kustomized")).ended;
    const found = JSON.parse(output) as { file: string; rule: string; allowed: string }[];
    expect(found.map(({ file, rule, allowed }) => [path.basename(file), rule, allowed])).toEqual([
      ["config.yaml", "fixed-name", '"demo"'],
    ]);
  });

  test("reads a thousand files and tells about them in their order", async () => {
    for (let index = 0; index < 1000; index += 1) {
      const name = String(index).padStart(4, "0");
      mkdirSync(path.join(folder, "many"), { recursive: true });
      if (index % 100 === 7) write(`many/${name}.yaml`, `${project}metadata: {name: on}\n`);
      else copyFileSync(path.join(root, "test/golden/goserver/delivery.yaml"), path.join(folder, `many/${name}.yaml`));
    }
    const { code, output } = await slipway("check", "--json", path.join(folder, "many")).ended;
    const found = JSON.parse(output) as { file: string; rule: string }[];
    expect(code).toBe(1);
    const names = Array.from({ length: 10 }, (_, index) => `${String(index).padStart(2, "0")}07.yaml schema`);
    expect(found.map(({ file, rule }) => `${path.basename(file)} ${rule}`)).toEqual(names);
  });
});
