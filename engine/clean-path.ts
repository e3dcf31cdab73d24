import { chmodSync, existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** What plugins written as shell scripts need to find the program beside them. */
const utilities = ["sh", "env", "readlink", "dirname"];

/**
 * Makes the folder that is all of the engine's PATH besides the plugins' folders: Node, a shell, and the programs that
 * load policy packs and dynamic providers. Pulumi takes whatever it finds on PATH, whatever its version; a `pulumi-language-nodejs` there
 * would be asked to load policy packs, which the obtainable one can't.
 *
 * @returns the value for PATH.
 */
export function cleanPath(folder: string, plugins: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  link(process.execPath, join(folder, "node"));
  for (const utility of utilities) {
    const found = ["/bin", "/usr/bin"].map((where) => join(where, utility)).find((file) => existsSync(file));
    if (found !== undefined) link(found, join(folder, utility));
  }
  const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
  script(join(folder, "pulumi-analyzer-policy-nodejs"), join(sdk, "cmd", "run-policy-pack"));
  script(join(folder, "pulumi-resource-pulumi-nodejs"), join(sdk, "cmd", "dynamic-provider"));
  return [folder, ...plugins].join(":");
}

// Written beside and renamed: another run of the same sandbox may be using the folder.
function link(target: string, name: string): void {
  const temporary = `${name}.${process.pid}`;
  symlinkSync(target, temporary);
  renameSync(temporary, name);
}

function script(name: string, module: string): void {
  const temporary = `${name}.${process.pid}`;
  writeFileSync(temporary, `#!/bin/sh\nexec '${process.execPath}' '${module}' "$@"\n`);
  chmodSync(temporary, 0o755);
  renameSync(temporary, name);
}
