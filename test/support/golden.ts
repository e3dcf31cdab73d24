import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";

const folder = path.resolve(import.meta.dirname, "../golden");

/**
 * Compares a text with a file under test/golden. `UPDATE_GOLDEN=1` writes the file instead; a test that uses this has
 * "golden" in its name, so that `npm run update` finds it.
 */
export function expectGolden(file: string, text: string): void {
  const target = path.join(folder, file);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    return;
  }
  expect(text, `${file} differs; UPDATE_GOLDEN=1 rewrites it`).toBe(readFileSync(target, "utf8"));
}
