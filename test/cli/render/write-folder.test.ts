import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { writeFolder } from "../../../cli/render/write-folder.ts";

const root = mkdtempSync(join(tmpdir(), "slipway-render-"));
afterAll(() => rmSync(root, { recursive: true }));
let folder: string;
let count = 0;
beforeEach(() => {
  count += 1;
  folder = join(root, String(count));
});

const write = (files: Record<string, string>, { app = "shop", force = false } = {}) =>
  writeFolder(folder, app, new Map(Object.entries(files)), force);
const content = () =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name !== ".slipway-render")
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );

test("what an earlier run wrote is brought up to date, and removed when it is no longer wanted", async () => {
  expect(await write({ "dev.yaml": "1", "qa.yaml": "1", "prod.yaml": "1" })).toEqual([
    { file: "dev.yaml", did: "wrote" },
    { file: "qa.yaml", did: "wrote" },
    { file: "prod.yaml", did: "wrote" },
  ]);
  writeFileSync(join(folder, "kustomization.yaml"), "mine");
  expect(await write({ "dev.yaml": "2", "prod.yaml": "1" })).toEqual([
    { file: "dev.yaml", did: "wrote" },
    { file: "prod.yaml", did: "unchanged" },
    { file: "qa.yaml", did: "removed" },
  ]);
  expect(content()).toEqual({ "dev.yaml": "2", "prod.yaml": "1", "kustomization.yaml": "mine" });
});

test("files of others, and own ones that were changed, are named all at once; nothing is written", async () => {
  await write({ "dev.yaml": "1", "qa.yaml": "1" });
  writeFileSync(join(folder, "dev.yaml"), "mended by hand");
  writeFileSync(join(folder, "qa.yaml"), "mended by hand");
  writeFileSync(join(folder, "prod.yaml"), "of somebody else");
  const before = content();
  await expect(write({ "delivery.yaml": "2", "dev.yaml": "2", "prod.yaml": "2" })).rejects.toThrow(
    [
      "nothing was written, since something would be lost:",
      `  ${folder}/dev.yaml wasn't written by slipway render, or was changed since`,
      `  ${folder}/prod.yaml wasn't written by slipway render, or was changed since`,
      `  ${folder}/qa.yaml wasn't written by slipway render, or was changed since`,
      "Name another folder with --out, or overwrite them with --force",
    ].join("\n"),
  );
  expect(content()).toEqual(before);
  await write({ "dev.yaml": "2" }, { force: true });
  expect(content()).toEqual({ "dev.yaml": "2", "prod.yaml": "of somebody else" });
});

test("a file that already has the wanted content is nobody's loss, so a run that was cut off can be run again", async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, "dev.yaml"), "1");
  expect(await write({ "dev.yaml": "1" })).toEqual([{ file: "dev.yaml", did: "unchanged" }]);
});

test("the folder of another app is refused", async () => {
  await write({ "dev.yaml": "1" }, { app: "till" });
  await expect(write({ "dev.yaml": "1" })).rejects.toThrow(`  ${folder} holds what was rendered of till\n`);
});

test.each([
  ["no JSON", "{"],
  ["names outside of the folder", '{"app":"shop","files":{"../other.yaml":"sha256:1"}}'],
])("a record that holds %s is refused: it must not tell what may be removed", async (_, text) => {
  mkdirSync(folder);
  writeFileSync(join(folder, ".slipway-render"), text);
  await expect(write({})).rejects.toThrow(
    `${folder}/.slipway-render isn't what slipway render wrote. Remove it: files that are there then count as not ours`,
  );
});

test("what stands in the way and isn't a file stays there, also with --force", async () => {
  mkdirSync(join(folder, "dev.yaml"), { recursive: true });
  await expect(write({ "dev.yaml": "1" }, { force: true })).rejects.toThrow(
    `nothing was written: ${folder}/dev.yaml should become a file and isn't one. Name another folder with --out`,
  );
  writeFileSync(join(folder, "file"), "");
  folder = join(folder, "file");
  await expect(write({})).rejects.toThrow(
    `--out: ${folder} is a file; allowed is a folder, or a name that isn't taken`,
  );
});
