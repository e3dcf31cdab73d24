/** `npm run update`: writes every generated file anew; `verify` asks the same functions whether anything would change. */
import { completeLockfile } from "./lockfile.ts";
import { run } from "./run.ts";
import { updateDiagrams } from "./update-diagrams.ts";
import { updateKinds } from "./update-kinds.ts";
import { updateOracles } from "./update-oracles.ts";

/** Generated files that differ from what the pinned sources give. */
export async function stale(): Promise<string[]> {
  return generated({ check: true });
}

async function generated(mode: { check: boolean }): Promise<string[]> {
  return [
    ...(await completeLockfile(mode)),
    ...(await updateKinds(mode)),
    ...(await updateOracles(mode)),
    ...(await updateDiagrams(mode)),
  ];
}

if (import.meta.main) {
  const changed = await generated({ check: false });
  for (const file of changed) console.log(`written: ${file}`);
  process.env["UPDATE_GOLDEN"] = "1";
  const golden = await run("vitest", ["run", "--project", "fast", "-t", "golden"], { quiet: true });
  if (golden.code !== 0) {
    console.error(golden.output);
    process.exitCode = 1;
  }
}
