import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { mainPackage } from "../../../sandbox/seed/main-package.ts";
import { temporaryFolder } from "./support.ts";

const root = temporaryFolder();

function folder(name: string, files: Readonly<Record<string, string>>): string {
  for (const [file, content] of Object.entries({ "README.md": "", ...files })) {
    mkdirSync(dirname(join(root, name, file)), { recursive: true });
    writeFileSync(join(root, name, file), content);
  }
  return join(root, name);
}

const program = "// Serves.\npackage main\n";
const module = { "go.mod": "module shop\n" };

test.each([
  ["its own folder", { ...module, "main.go": program, "cmd/tool/main.go": program }, "."],
  ["the one folder of cmd", { ...module, "shop.go": "package shop\n", "cmd/server/main.go": program }, "./cmd/server"],
  [
    "of several in cmd the one of the app's name",
    { ...module, "cmd/shop/main.go": program, "cmd/tool/main.go": program },
    "./cmd/shop",
  ],
])("a Go program is built from %s", async (name, files, expected) => {
  expect(await mainPackage(folder(name, files), "shop")).toBe(expected);
});

test.each([
  [
    "no-go",
    { Dockerfile: "FROM python\n" },
    "holds no go.mod. The sandbox has no container engine, so a Dockerfile can't be built here; what it can build is a Go program, with the go on PATH. slipway check and slipway render work for any app",
  ],
  [
    "a-library",
    { ...module, "shop.go": "package shop\n", "main_test.go": program },
    "holds no package main, neither itself nor in cmd/: there is no Go program to run in the sandbox",
  ],
])("%s is refused and says what the sandbox can't do", async (name, files, expected) => {
  const source = folder(name, files);
  await expect(mainPackage(source, "shop")).rejects.toThrow(`${source} ${expected}`);
});

test("several programs of which none has the app's name are named", async () => {
  const source = folder("several", { ...module, "cmd/b/main.go": program, "cmd/a/main.go": program });
  await expect(mainPackage(source, "shop")).rejects.toThrow(
    `${source}/cmd holds several programs (a, b) and none is named shop: name the app like the one that the sandbox shall run`,
  );
});
