/**
 * `npm test`: the fast tests first, then everything else, and one closing line that adds them up. Options after `--`
 * go to vitest (`npm test -- test/sandbox`).
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root, run } from "../tools/run.ts";
import { afterSecondTry, filesToTryAgain, unsteady, type VitestReport } from "./support/second-try.ts";

const folder = mkdtempSync(path.join(tmpdir(), "slipway-test-"));
let passed = 0;
let failed = 0;
let skipped = 0;

/** Runs a project's tests; what failed once more, alone, where that is asked for (decision 0013). */
async function vitest(project: string, { twice = false }: { readonly twice?: boolean } = {}): Promise<void> {
  const first = await runOf(project, process.argv.slice(2));
  const again = twice ? filesToTryAgain(first.report) : [];
  if (again.length === 0) return add(first);
  console.log(
    `Failed, and run once more without others beside them: ${again.map((file) => path.relative(root, file)).join(", ")}`,
  );
  const second = await runOf(project, [...again, "--maxWorkers=1"]);
  add({ code: second.code, report: afterSecondTry(first.report, second.report) });
  for (const test of unsteady(first.report, second.report))
    console.log(`UNSTEADY, passed at the second try only: ${test}`);
}

async function runOf(project: string, args: readonly string[]): Promise<{ code: number; report: VitestReport }> {
  const file = path.join(folder, `${project.replace("*", "")}.json`);
  const options = ["--passWithNoTests", "--reporter=verbose", "--reporter=json", `--outputFile.json=${file}`];
  const { code } = await run("vitest", ["run", "--project", project, ...options, ...args]);
  return { code, report: JSON.parse(readFileSync(file, "utf8")) as VitestReport };
}

function add({ code, report }: { readonly code: number; readonly report: VitestReport }): void {
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
  if (failed === 0) await vitest("e2e*", { twice: true });
  else console.log("The fast tests failed: the end-to-end tests were not started.");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
