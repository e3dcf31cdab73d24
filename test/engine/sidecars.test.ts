import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { removeBrokenSidecars } from "../../engine/sidecars.ts";

const backend = mkdtempSync(join(tmpdir(), "slipway-sidecars-"));
afterEach(() => rmSync(backend, { recursive: true, force: true }));

describe("sidecars of a file backend", () => {
  test("are removed where a killed run cut them short, of that stack alone", () => {
    const folder = join(backend, ".pulumi", "stacks", "slipway");
    mkdirSync(folder, { recursive: true });
    const whole = JSON.stringify({ "user.content_type": "text/plain; charset=utf-8" });
    const files: Record<string, string> = {
      "dev.json": "",
      "dev.json.attrs": "",
      "dev.json.bak": "{}",
      "dev.json.bak.attrs": whole.slice(0, 20),
      "dev.json.gz.attrs": whole,
      "prod.json.attrs": "",
    };
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    removeBrokenSidecars(backend, "slipway", "dev");
    expect(readdirSync(folder).sort()).toEqual(["dev.json", "dev.json.bak", "dev.json.gz.attrs", "prod.json.attrs"]);
  });

  test("needn't be there", () => {
    expect(() => removeBrokenSidecars(backend, "slipway", "dev")).not.toThrow();
  });
});
