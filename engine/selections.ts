import { join } from "node:path";
import { removeBrokenJson } from "./broken-json.ts";

/**
 * Removes files in which the CLI remembers the selected stack when a crash cut them short: it refuses to start with
 * such a file, and every run of ours names its stack anyway.
 */
export function removeBrokenSelections(home: string): void {
  removeBrokenJson(join(home, "workspaces"), (file) => file.endsWith(".json"));
}
