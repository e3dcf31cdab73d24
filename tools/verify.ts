/** `npm run verify`: proves what `npm run update` repairs. All checks run, then everything found is shown at once. */
import { run } from "./run.ts";
import { stale } from "./update.ts";

interface Check {
  readonly name: string;
  readonly fix: string;
  run(): Promise<{ code: number; output: string }>;
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
];

let failed = 0;
for (const check of checks) {
  const started = Date.now();
  const { code, output } = await check.run();
  console.log(`${code === 0 ? "✓" : "✗"} ${check.name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (code === 0) continue;
  failed += 1;
  console.log(output.trimEnd().replace(/^/gm, "    "));
  console.log(`    to mend: ${check.fix}`);
}
if (failed > 0) process.exitCode = 1;
