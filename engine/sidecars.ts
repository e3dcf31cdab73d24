import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Removes what a killed run left half-written beside a stack's state. The file backend replaces the state in one step, but
 * writes its sidecar `<state>.attrs`, which holds a content type and no more, in place: an engine killed in between leaves
 * it empty, and from then on the state can't be read ("failed to load checkpoint: EOF"). Without a sidecar it can.
 * Source: gocloud.dev, blob/fileblob/attrs.go, setAttrs and getAttrs.
 *
 * @param backend folder of the file backend
 */
export function removeBrokenSidecars(backend: string, project: string, stack: string): void {
  const folder = join(backend, ".pulumi", "stacks", project);
  for (const file of sidecarsOf(folder, stack))
    if (!isJson(join(folder, file))) rmSync(join(folder, file), { force: true });
}

function sidecarsOf(folder: string, stack: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.startsWith(`${stack}.json`) && file.endsWith(".attrs"));
  } catch {
    return []; // No stack was ever made.
  }
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
