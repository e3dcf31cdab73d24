import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeFolder } from "../../sandbox/remove-folder.ts";

// As root every folder can be removed, whatever its permissions: this shows the rest only for other users.
test("a folder goes with read-only and unlistable folders in it, and with much beside them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-remove-"));
  for (let index = 0; index < 30; index += 1) {
    mkdirSync(join(folder, `many-${index}/deep/er`), { recursive: true });
    writeFileSync(join(folder, `many-${index}/deep/er/file`), "x");
  }
  mkdirSync(join(folder, "a/unlistable/inner"), { recursive: true });
  mkdirSync(join(folder, "a/read-only"), { recursive: true });
  writeFileSync(join(folder, "a/read-only/file"), "x");
  chmodSync(join(folder, "a/unlistable"), 0o300);
  chmodSync(join(folder, "a/read-only"), 0o500);
  await removeFolder(folder);
  expect(existsSync(folder)).toBe(false);
});

test("a folder that isn't there is no error", async () => {
  await removeFolder(join(tmpdir(), "slipway-was-never-there"));
});
