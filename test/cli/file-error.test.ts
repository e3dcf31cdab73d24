import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileErrorInWords } from "../../cli/file-error.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-file-error-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function words(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return fileErrorInWords(error);
  }
  throw new Error("nothing was refused");
}
const mend = "Choose another place, or mend that, and run the command again";

test("a folder below a file is told by its path", () => {
  const file = join(folder, "out");
  writeFileSync(file, "");
  expect(words(() => mkdirSync(join(file, "manifests"), { recursive: true }))).toBe(
    `${file}/manifests: a part of this path is a file (ENOTDIR). ${mend}`,
  );
});

test("so is a folder where a file was to be", () => {
  expect(words(() => writeFileSync(folder, ""))).toBe(
    `${folder}: this is a folder, and a file was to be here (EISDIR). ${mend}`,
  );
});

// As Node says it; whoever runs the tests may write everywhere.
test.each([
  ["EACCES", "this user may not read or write here"],
  ["EROFS", "this file system is read-only"],
  ["ENOSPC", "no space is left here"],
])("%s", (code, reason) => {
  const error = Object.assign(new Error(`${code}: …, mkdir '/sys/out'`), { code, path: "/sys/out", syscall: "mkdir" });
  expect(fileErrorInWords(error)).toBe(`/sys/out: ${reason} (${code}). ${mend}`);
});

test("what should be there and isn't stays a defect, as does what has no path", () => {
  expect(words(() => readFileSync(join(folder, "absent")))).toBeUndefined();
  expect(fileErrorInWords(Object.assign(new Error("EACCES"), { code: "EACCES" }))).toBeUndefined();
  expect(fileErrorInWords(new TypeError("x is not a function"))).toBeUndefined();
});
