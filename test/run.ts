/**
 * `npm test`: the fast tests first, then everything else, and one closing line that adds them up. Options after `--`
 * go to vitest (`npm test -- test/sandbox`).
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root, run } from "../tools/run.ts";

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
}

const folder = mkdtempSync(path.join(tmpdir(), "slipway-test-"));
let passed = 0;
let failed = 0;
let skipped = 0;

async function vitest(project: string): Promise<void> {
  const file = path.join(folder, `${project.replace("*", "")}.json`);
  const args = [
    "run",
    "--project",
    project,
    "--passWithNoTests",
    "--reporter=verbose",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ];
  const { code } = await run("vitest", [...args, ...process.argv.slice(2)]);
  const report = JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  passed += report.numPassedTests;
  // A file that fails to load runs no test at all: it must not look like success.
  failed += Math.max(report.numFailedTests, code === 0 ? 0 : 1);
  skipped += report.numPendingTests;
}

async function goTests(app: string): Promise<void> {
  const cwd = path.join(root, "apps", app);
  for (const args of [
    ["vet", "./..."],
    ["test", "-count=1", "./..."],
  ]) {
    const { code, output } = await run("go", args, { cwd, quiet: true });
    console.log(`${code === 0 ? "✓" : "✗"} apps/${app}: go ${args.join(" ")}`);
    if (code === 0) passed += 1;
    else {
      failed += 1;
      console.log(output);
    }
  }
}

try {
  await vitest("fast");
  if (failed === 0) await goTests("goserver");
  if (failed === 0) await vitest("e2e*");
  else console.log("The fast tests failed: the end-to-end tests were not started.");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
