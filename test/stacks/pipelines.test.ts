import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadPipelines } from "../../stacks/pipelines.ts";

const apps = mkdtempSync(join(tmpdir(), "slipway-apps-"));
afterAll(() => rmSync(apps, { recursive: true }));

function define(name: string, text: string): void {
  mkdirSync(join(apps, name));
  writeFileSync(join(apps, name, "pipeline.ts"), text);
}
define("good", 'export const good = { app: "good", stages: {} };\n');
test("every definition of a folder is loaded when none is named", async () => {
  expect((await loadPipelines([], apps)).map(({ app }) => app)).toEqual(["good"]);
});

test("what can't be loaded is told all at once, each with what to do", async () => {
  define("throws", 'throw new TypeError("no such Warehouse\\nand more");\n');
  define("two", 'export const a = { app: "a", stages: {} }, b = { app: "b", stages: {} };\n');
  await expect(loadPipelines(["god", "throws", "two", "good"], apps)).rejects.toThrow(
    [
      "pipelines: 3 errors",
      "  error apps/throws/pipeline.ts: this file can't be loaded (got TypeError: no such Warehouse). Mend it until this shows no error: node apps/throws/pipeline.ts. [pipeline-not-loaded]",
      "  error apps/two/pipeline.ts: a file exports exactly one pipeline (got 2). Export the value of one call of pipeline(…). [not-one-pipeline]",
      '  error slipway:pipelines: there is no such pipeline; did you mean good (got "god"; allowed good, throws, two). Write apps/god/pipeline.ts or correct the name. [unknown-pipeline]',
    ].join("\n"),
  );
});
