import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatProblem } from "../../model/problem.ts";
import { root, slipway } from "../support/command.ts";

/** `dist` comes and goes while another test packs this clone. */
const written = () =>
  readdirSync(root)
    .filter((name) => name !== "dist")
    .sort();

test("the demo checks, compiles and draws the sample, and shows a bad edit refused; it writes nothing", async () => {
  const before = written();
  const { code, output } = await slipway("demo").ended;
  expect(code, output).toBe(0);
  expect(output.match(/^── \d\. .*? ─/gm)?.map((line) => line.slice(3, -2))).toEqual([
    "1. apps/goserver/pipeline.ts, checked",
    "2. The YAML it compiles to",
    "3. The pipeline",
    "4. One bad edit",
  ]);
  expect(output).toContain("✓ no problems: 1 Warehouse, 3 environments");
  expect(output.match(/^kind: .*$/gm)).toEqual(
    [
      ...["Namespace", "Project", "ProjectConfig", "Warehouse"],
      ...["Namespace", "AppProject", "Application", "Stage"],
      ...["Namespace", "AppProject", "Application", "AnalysisTemplate", "Stage"],
      ...["Namespace", "AppProject", "Application", "Stage"],
    ].map((kind) => `kind: ${kind}`),
  );
  expect(output).toContain(
    formatProblem({
      rule: "G01",
      severity: "error",
      path: "goserver.stages.prod.from",
      message: "A protected Stage takes Freight straight from a Warehouse",
      got: 'warehouse("main")',
      allowed: "the name of an upstream environment",
      fix: "Feed it from an upstream Stage instead, or don't protect it",
    }),
  );
  expect(output.trimEnd().endsWith("Refused before anything was registered. Next: npm run sandbox")).toBe(true);
  expect(written()).toEqual(before);
});

test("an unknown command is answered with those there are, and with exit code 2", async () => {
  const { code, output } = await slipway("sandbx").ended;
  expect({ code, last: output.trimEnd().split("\n").at(-1) }).toEqual({
    code: 2,
    last: 'slipway: unknown command "sandbx"',
  });
});

test("an unknown option is answered with the usage, and with exit code 1", async () => {
  const { code, output } = await slipway("sandbox", "up", "--stat", join("x")).ended;
  expect({ code, output }).toEqual({
    code: 1,
    output:
      "Unknown option '--stat'. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- \"--stat\"\n" +
      "usage: slipway sandbox [up | status | merge [N] | down | clean] [--state DIR] [--once]\n" +
      "without a word the whole demonstration, which stays up until Ctrl-C; --once: ends by itself and removes its state\n" +
      "up also takes --app APP [--source DIR]: another app than the sample, DIR being where its files are\n" +
      "where there is no state yet: --kargo auto|official|stand-in\n",
  });
});
