import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Removes files that a crash cut short, so that they hold no JSON any more. A folder that isn't there holds none. */
export function removeBrokenJson(folder: string, isOurs: (file: string) => boolean): void {
  for (const file of filesIn(folder).filter(isOurs))
    if (!holdsJson(join(folder, file))) rmSync(join(folder, file), { force: true });
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function holdsJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
