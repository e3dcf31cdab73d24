/** `npm run verify`: proves what `npm run update` repairs. All checks run, then everything found is shown at once. */
import { run } from "./run.ts";
import { stale } from "./update.ts";
import { lintWorkflows, workflowFiles } from "./workflow-lint/lint.ts";

interface Check {
  readonly name: string;
  readonly fix: string;
  /** `missing`: what couldn't be looked at here, and why; it fails in CI, where nobody reads what passed. */
  run(): Promise<{ code: number; output: string; missing?: readonly string[] }>;
}

const command = (name: string, fix: string, program: string, ...args: string[]): Check => ({
  name,
  fix,
  run: () => run(program, args, { quiet: true }),
});

const checks: readonly Check[] = [
  command("format and lint", "npx biome check --write .", "biome", "check", "--error-on-warnings", "."),
  command("types", "mend what tsc names", "tsc", "-p", "."),
  command(
    "import borders",
    "see docs/architecture.md: who may import whom",
    "depcruise",
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "err-long",
    ".",
  ),
  command("dead code", "remove it, or use it", "knip", "--no-progress"),
  {
    name: "generated files fresh",
    fix: "npm run update",
    run: async () => {
      const files = await stale();
      return { code: files.length === 0 ? 0 : 1, output: files.map((file) => `stale: ${file}\n`).join("") };
    },
  },
  {
    name: "workflows",
    fix: "change model/workflow, then npm run update",
    run: async () => lintWorkflows(await workflowFiles()),
  },
];

let failed = 0;
for (const check of checks) {
  const started = Date.now();
  const { code: found, output, missing = [] } = await check.run();
  const code = process.env["CI"] && missing.length > 0 ? 1 : found;
  console.log(`${code === 0 ? "✓" : "✗"} ${check.name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  for (const each of missing) console.log(`    not looked at: ${each.replaceAll("\n", "\n      ")}`);
  if (code === 0) continue;
  failed += 1;
  console.log(output.trimEnd().replace(/^/gm, "    "));
  console.log(`    to mend: ${check.fix}`);
}
if (failed > 0) process.exitCode = 1;
