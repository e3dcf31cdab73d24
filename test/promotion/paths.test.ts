import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { messageBelow, pathBelow } from "../../promotion/paths.ts";

// Each row follows cyphar/filepath-securejoin v0.6.1, join_test.go.
let folder: string;
let workDir: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "slipway-paths-")));
  workDir = join(folder, "work");
  mkdirSync(join(workDir, "deep/er"), { recursive: true });
  writeFileSync(join(workDir, "file"), "x");
  writeFileSync(join(folder, "secret"), "x");
  const link = (path: string, target: string) => symlinkSync(target, join(workDir, path));
  link("out", "../secret");
  link("machine", "/etc");
  link("far-out", "../../../../../../etc");
  link("inside", "deep/er");
  link("deep/up", "../file");
  link("chain", "inside");
  link("dangling", "not-there/yet");
  link("root", "/");
  link("circle", "circle");
  link("circle-a", "circle-b");
  link("circle-b", "circle-a");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["", "."],
  [".", "."],
  ["file", "file"],
  ["./file", "file"],
  ["deep//er/", "deep/er"],
  ["deep/er/../../file", "file"],
  ["..", "."],
  ["../secret", "secret"],
  ["../../../../etc/passwd", "etc/passwd"],
  ["/etc/passwd", "etc/passwd"],
  ["not-there/../../secret", "secret"],
  ["not-there/deep/file", "not-there/deep/file"],
  ["file/below-a-file", "file/below-a-file"],
  ["out", "secret"],
  ["out/more", "secret/more"],
  ["machine/hosts", "etc/hosts"],
  ["far-out/hosts", "etc/hosts"],
  ["inside/a", "deep/er/a"],
  ["inside/../a", "deep/a"],
  ["deep/up", "file"],
  ["chain/a", "deep/er/a"],
  ["dangling/a", "not-there/yet/a"],
  ["root/deep/er", "deep/er"],
  ["root/../../file", "file"],
  ["odd name\n;$(id)", "odd name\n;$(id)"],
])("%j is %j below the work folder", async (path, expected) => {
  expect(await pathBelow(workDir, path)).toBe(join(workDir, expected));
});

test.each(["circle", "circle-a/x"])("%j goes round in a circle", async (path) => {
  await expect(pathBelow(workDir, path)).rejects.toThrow(`SecureJoin ${path}: too many levels of symbolic links`);
});

// akuity/kargo v1.11.2, pkg/io/fs/error_test.go
test.each([
  ["work/dir/file.txt", "ENOENT: no such file or directory, open 'dir/file.txt'"],
  ["elsewhere/config.ini", "ENOENT: no such file or directory, open 'config.ini'"],
])("a message about %s tells nothing of the machine", async (path, expected) => {
  const error = await readFile(join(folder, path)).catch((caught: unknown) => caught);
  expect(messageBelow(workDir, error)).toBe(expected);
});

test("a message about the work folder itself calls it a dot", async () => {
  const error = await readFile(workDir).catch((caught: NodeJS.ErrnoException) => caught);
  expect(messageBelow(workDir, Object.assign(new Error(`open '${workDir}'`), { ...error, path: workDir }))).toBe(
    "open '.'",
  );
});

test("a message without a path stays as it is", () => {
  expect(messageBelow(workDir, new Error("generic error"))).toBe("generic error");
});
