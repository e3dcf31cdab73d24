import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Removes files in which the CLI remembers the selected stack when a crash cut them short: it refuses to start with
 * such a file, and every run of ours names its stack anyway.
 */
export function removeBrokenSelections(home: string): void {
  const folder = join(home, "workspaces");
  for (const file of filesIn(folder)) {
    try {
      JSON.parse(readFileSync(join(folder, file), "utf8"));
    } catch {
      rmSync(join(folder, file), { force: true });
    }
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(".json"));
  } catch {
    return []; // Nothing was ever selected.
  }
}
