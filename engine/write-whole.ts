import { renameSync, writeFileSync } from "node:fs";

/** Writes a file that is either the old or the new one at every moment, readable by its owner only. */
export function writeWhole(file: string, content: string): void {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, content, { mode: 0o600 });
  renameSync(temporary, file);
}
