import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readStackFiles } from "../../../cli/render/stack-files.ts";

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "slipway-stack-files-"));
  mkdirSync(join(project, "config"));
  writeFileSync(join(project, "Pulumi.yaml"), "name: slipway\nstackConfigDir: config\n");
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

// As `pulumi config --json` of 3.259 says it of the same file.
test("a stack's file is read as Pulumi hands it to a program", () => {
  const lines = [
    "frozen:",
    "guards: {minimumSoak: ~, levels: {G10: deny}}",
    "a: on",
    "b: 1.30",
    "c: true",
    "d: 16",
    'e: ""',
  ];
  const file = join(project, "config", "Pulumi.prod.yaml");
  writeFileSync(file, `config:\n${lines.map((line) => `  slipway:${line}\n`).join("")}`);
  const [, stack] = readStackFiles(project, []);
  expect(stack?.source.values).toEqual({
    "slipway:frozen": "",
    "slipway:guards": '{"minimumSoak":null,"levels":{"G10":"deny"}}',
    "slipway:a": "on",
    "slipway:b": "1.3",
    "slipway:c": "true",
    "slipway:d": "16",
    "slipway:e": "",
  });
});
