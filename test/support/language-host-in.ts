import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const host = join(import.meta.dirname, "language-host.ts");

/**
 * Puts a `pulumi-language-nodejs` into a folder, for its place on a CLI's PATH: tests' own. The newest that Go's module
 * proxy has, 3.68.0, stands between program and engine and knows neither error hooks nor policy packs.
 */
export function languageHostIn(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "pulumi-language-nodejs");
  const compiled = process.env.NODE_COMPILE_CACHE;
  const cache = compiled === undefined ? "" : `export NODE_COMPILE_CACHE='${compiled}'\n`;
  writeFileSync(file, `#!/bin/sh\n${cache}exec node '${host}' "$@"\n`, { mode: 0o755 });
  return folder;
}
